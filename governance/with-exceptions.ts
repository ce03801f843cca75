import { asMap, fieldsOf } from './fields-of.ts';
import type { PlannedChange } from './plan.ts';
import { exceptionJudge } from './policy/apply-exceptions.ts';
import type { Exception } from './policy/exception.ts';
import type { Json, Place } from './resources/resource.ts';

/** Says of a control whether somebody answers for its deviation today. */
export type Answers = (place: Place, control: string) => Exception | undefined;

/** The exceptions of a policy on a day (`2026-12-31`). One that is over counts no more. */
export function answersOn(exceptions: readonly Exception[], today: string): Answers {
  const judge = exceptionJudge(exceptions, today);
  return (place, control) => {
    const { state, exception } = judge({ place, control });
    return state === 'excepted' ? exception : undefined;
  };
}

/** A change without what somebody answers for; where nothing is left of it, it is marked, and not carried out. */
export function withExceptions(
  changes: readonly PlannedChange[],
  place: Place,
  answers: Answers,
): readonly PlannedChange[] {
  return changes.flatMap((change) => {
    const exception = answers(place, change.control);
    return exception === undefined ? partly(change, place, answers) : [marked(change, exception)];
  });
}

function partly(change: PlannedChange, place: Place, answers: Answers): readonly PlannedChange[] {
  if (change.action !== 'update') return [change];
  const excepted = fieldsOf(change).flatMap(({ field, before }) => {
    const exception = answers(place, `${change.control}/${field}`);
    return exception === undefined ? [] : [{ field, before, exception }];
  });
  const [first] = excepted;
  if (first === undefined) return [change];
  const kept = excepted.filter(({ before }) => before !== undefined);
  const after: Json = {
    ...asMap(change.after),
    ...Object.fromEntries(kept.map(({ field, before }) => [field, before ?? null])),
  };
  const rest = { ...change, after };
  const told = marked(change, first.exception);
  return fieldsOf(rest).length === 0 ? [told] : [told, rest];
}

function marked(change: PlannedChange, { owner, reason, until }: Exception): PlannedChange {
  return { ...change, excepted: { owner, reason, until } };
}
