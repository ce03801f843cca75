import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../resources/resource.ts';

/** What a new value means beside an old one: more protection, less, or only something else. */
export type Turn = 'same' | 'tightens' | 'loosens' | 'differs';

/** How the values of one field compare. Asked only about values that differ. */
export type Direction = (before: Json, after: Json) => Turn;

/** What replacing a value by another means; taking it back (null) always loosens. */
export function turn(direction: Direction, before: Json, after: Json): Turn {
  if (isDeepStrictEqual(before, after)) return 'same';
  return after === null ? 'loosens' : direction(before, after);
}

/** Neither value is tighter: a locked one cannot be changed at all. */
export const undirected: Direction = () => 'differs';

/** From loose to tight. */
export function ranked(...values: readonly Json[]): Direction {
  return (before, after) => byNumber(values.indexOf(after) - values.indexOf(before));
}

/** A number that protects more the higher it is; false is no limit at all. */
export const higher: Direction = (before, after) => byNumber(atLeast(after) - atLeast(before));

/** A number that protects more the lower it is; false is no limit at all. */
export const lower: Direction = (before, after) => byNumber(atMost(before) - atMost(after));

/** A list that protects more the less is on it. */
export const fewer: Direction = (before, after) => {
  const [old, now] = [setOf(before), setOf(after)];
  if (isWithin(now, old)) return 'tightens';
  return isWithin(old, now) ? 'loosens' : 'differs';
};

/** Who may do something: `anyone`, or the users and groups on two lists. */
export const fewerPeople: Direction = (before, after) => {
  if (before === 'anyone') return 'tightens';
  return after === 'anyone' ? 'loosens' : fewer(peopleOf(before), peopleOf(after));
};

function byNumber(difference: number): Turn {
  if (difference === 0) return 'same';
  return difference > 0 ? 'tightens' : 'loosens';
}

function atLeast(value: Json): number {
  return typeof value === 'number' ? value : 0;
}

function atMost(value: Json): number {
  return typeof value === 'number' ? value : Number.MAX_SAFE_INTEGER;
}

function setOf(value: Json): ReadonlySet<Json> {
  return new Set(Array.isArray(value) ? (value as readonly Json[]) : []);
}

function isWithin(part: ReadonlySet<Json>, whole: ReadonlySet<Json>): boolean {
  return [...part].every((each) => whole.has(each));
}

function peopleOf(value: Json): Json {
  const { users, groups } = value as { users: readonly string[]; groups: readonly string[] };
  return [...users.map((name) => `user ${name}`), ...groups.map((name) => `group ${name}`)];
}
