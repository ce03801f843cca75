import picomatch from 'picomatch';
import type { Finding } from '../../src/release/finding.ts';
import type { Desired } from '../desired.ts';
import type { Place } from '../resources/resource.ts';
import type { Exception } from './exception.ts';
import { slugMatcher } from './match-entries.ts';

/** What an exception can be for: a change, a finding, a control. */
export interface Subject {
  readonly place: Place;
  readonly control: string;
}

/** What holds of a subject: until the last day of an exception it is excepted, from the next on it is drift. */
export interface Judgement {
  readonly state: 'excepted' | 'expired' | 'plain';
  readonly exception?: Exception;
}

/** Judges subjects on a day (`2026-12-31`), one by one; made once for many. One exception that holds is enough. */
export function exceptionJudge(
  exceptions: readonly Exception[],
  today: string,
): (subject: Subject) => Judgement {
  const judges = exceptions.map((exception) => ({ exception, fits: fitting(exception) }));
  return (subject) => {
    const made = judges.filter(({ fits }) => fits(subject)).map(({ exception }) => exception);
    const exception = made.find(({ until }) => today <= until) ?? made[0];
    if (exception === undefined) return { state: 'plain' };
    return { state: today <= exception.until ? 'excepted' : 'expired', exception };
  };
}

/** Each subject with what holds of it today. */
export function applyExceptions<Each extends Subject>(
  subjects: readonly Each[],
  exceptions: readonly Exception[],
  today: string,
): (Judgement & { readonly subject: Each })[] {
  const judge = exceptionJudge(exceptions, today);
  return subjects.map((subject) => ({ subject, ...judge(subject) }));
}

/** Exceptions that are over, and those that fit nothing among all that can be told of. */
export function exceptionFindings(
  exceptions: readonly Exception[],
  subjects: readonly Subject[],
  today: string,
): Finding[] {
  return exceptions.flatMap((exception) => {
    const { place, control, owner, until } = exception;
    const about = { severity: 'warning', subject: place } as const;
    const fits = fitting(exception);
    if (!subjects.some((subject) => fits(subject))) {
      const message = `the exception for "${control}" fits nothing that the policy names`;
      return [
        { ...about, rule: 'exception-fits-nothing', message, hint: 'Correct it, or remove it' },
      ];
    }
    if (today <= until) return [];
    const message = `the exception for "${control}" ended on ${until}`;
    const hint = `Ask ${owner} to end the deviation, or to answer for it longer`;
    return [{ ...about, rule: 'exception-expired', message, hint }];
  });
}

/** Everything the policy wants, as what an exception can be for: items and their fields. */
export function subjectsOf({ place, sections }: Desired): Subject[] {
  return sections.flatMap(({ items }) =>
    items.flatMap(({ control, said }) =>
      Object.keys(said).map((field) => ({
        place,
        control: field === '' ? control : `${control}/${field}`,
      })),
    ),
  );
}

function fitting({ repository, project, control }: Exception): (subject: Subject) => boolean {
  const glob = picomatch([control, `${control}/**`], { dot: true, nonegate: true });
  const controlFits = (name: string) =>
    name === control || name.startsWith(`${control}/`) || glob(name);
  const slugFits = slugMatcher(repository === undefined ? [] : [repository]);
  const placeFits = (place: Place) =>
    place.is === 'project'
      ? place.project === project
      : place.is === 'repository' && slugFits(place.slug);
  return (subject) => placeFits(subject.place) && controlFits(subject.control);
}
