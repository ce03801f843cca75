import type { Said } from '../desired.ts';
import { type Direction, ranked, type Turn, turn, undirected } from './direction.ts';
import type { Fields, Grammar } from './grammar.ts';
import type { Setting } from './setting.ts';

/** A later layer loosens, or changes where nothing is tighter, what a layer below has locked. */
export interface Breach {
  readonly control: string;
  readonly locked: Said;
  readonly later: Said;
  readonly turn: Turn;
}

/** Every locked value that does not stay as tight as it was locked. */
export function breachesOf(root: Setting, sections: Fields): Breach[] {
  return [...root.parts].flatMap(([name, section]) =>
    inSetting(section, [name], (path) => directionAt(sections, path)),
  );
}

function inSetting(
  setting: Setting,
  path: readonly string[],
  directionOf: (path: readonly string[]) => Direction,
): Breach[] {
  const breach = breachOf(setting.said, directionOf(path));
  // What is taken back as a whole is said once, not again for each of its parts.
  if (breach !== undefined) return [{ control: path.join('/'), ...breach }];
  return [...setting.parts].flatMap(([name, part]) =>
    inSetting(part, [...path, name], directionOf),
  );
}

function breachOf(
  said: readonly Said[],
  direction: Direction,
): Omit<Breach, 'control'> | undefined {
  let locked: Said | undefined;
  for (const later of said) {
    const change = locked === undefined ? 'same' : turn(direction, locked.value, later.value);
    if (locked !== undefined && isBreach(change)) return { locked, later, turn: change };
    locked = isLock(later) ? later : locked;
  }
  return undefined;
}

function isBreach(change: Turn): boolean {
  return change === 'loosens' || change === 'differs';
}

function isLock({ locked, value }: Said): boolean {
  return locked && value !== null;
}

/** Which way the value at a path tightens. */
function directionAt(sections: Fields, path: readonly string[]): Direction {
  if (path[0] === 'unmanaged') return ranked('report', 'prune');
  const place = path.reduce<Grammar | undefined>(partOf, sections);
  return place?.is === 'leaf' ? place.direction : undirected;
}

function partOf(grammar: Grammar | undefined, name: string): Grammar | undefined {
  switch (grammar?.is) {
    case 'fields':
      return Object.hasOwn(grammar.fields, name) ? grammar.fields[name] : undefined;
    case 'keys':
    case 'list':
      return grammar.each;
    default:
      return undefined;
  }
}
