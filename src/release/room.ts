import { type ShellCommand, script } from '../shell.ts';
import { covers, noSpace, plus, type Space } from './space.ts';

/** A release that may be removed, and the room that gives. */
export interface Sized {
  readonly build: string;
  readonly space: Space;
}

/** How room is made on a host. */
export interface Room {
  /** What is removed, in this order; nothing where all of it would not be enough. */
  readonly removes: readonly string[];
  readonly enough: boolean;
  /** How many releases may be removed at most, and what that gives. */
  readonly most: number;
  readonly gives: Space;
}

/** As few releases as make up for what is missing, from the front of the list. */
export function makeRoom(missing: Space, candidates: readonly Sized[]): Room {
  const removes: string[] = [];
  let gives = noSpace;
  for (const { build, space } of candidates) {
    if (covers(gives, missing)) break;
    removes.push(build);
    gives = plus(gives, space);
  }
  const enough = covers(gives, missing);
  return { removes: enough ? removes : [], enough, most: candidates.length, gives };
}

/**
 * `du` counts a file of several names once, where it meets it first: after all that stays, and with what is removed last
 * before what is removed first, each number is what that removal gives. Inodes are counted that have no other name.
 */
const sizesScript = `
cd "$1" || exit 1
kept=$2
shift 2
du -sk -- "$@" 2>/dev/null
echo
shift "$kept"
for build; do echo "$(find "./$build" '(' -type d -o -links 1 ')' 2>/dev/null | wc -l) $build"; done`;

/** Asks a host what removing releases would give, in the order in which they would go. */
export function sizes(
  releases: string,
  {
    stays,
    candidates,
  }: { readonly stays: readonly string[]; readonly candidates: readonly string[] },
): ShellCommand {
  const paths = [...stays, ...candidates.toReversed()];
  return script(sizesScript, releases, String(stays.length), ...paths);
}

/** Reads the answer; a release of which nothing is said gives nothing. */
export function readSizes(output: string, candidates: readonly string[]): Sized[] {
  const [disk = '', names = ''] = output.split('\n\n');
  const kibibytes = numbersOf(disk);
  const inodes = numbersOf(names);
  return candidates.map((build) => ({
    build,
    space: { bytes: (kibibytes.get(build) ?? 0) * 1024, inodes: inodes.get(build) ?? 0 },
  }));
}

function numbersOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').flatMap((line): [string, number][] => {
      const [, number, name = ''] = /^\s*([0-9]+)\s(.+)$/.exec(line) ?? [];
      return number === undefined ? [] : [[name, Number(number)]];
    }),
  );
}
