import { basename, dirname } from 'node:path/posix';
import * as z from 'zod';
import { type Journal, readJournal } from './journal.ts';
import { type HeldLock, readLock } from './lock-owner.ts';
import { buildName } from './manifest.ts';
import { type Processes, readProcesses } from './processes.ts';
import { type AuditRecord, readRecords } from './record.ts';

/** A place on a host, or the nearest thing above it that exists. */
export interface PlaceState {
  readonly path: string;
  readonly exists: boolean;
  readonly kind: string;
  readonly writable: boolean;
  readonly device: string;
}

type Pointer =
  | { readonly is: 'absent' }
  | { readonly is: 'link'; readonly text: string }
  | { readonly is: 'other'; readonly what: string };

export interface ReleaseState {
  readonly build: string;
  /** `foreign`: not made by Cutover, and never touched by it. */
  readonly is: 'complete' | 'incomplete' | 'foreign';
  /** Content digest of a complete release. */
  readonly digest: string | undefined;
  /** Seconds since the directory last changed, by the host's own clock. */
  readonly age: number;
}

/** What one host said of itself. Read once, before deciding. */
export interface HostState {
  readonly user: string;
  readonly missingTools: readonly string[];
  readonly places: Readonly<Record<'root' | 'releases' | 'current' | 'work', PlaceState>>;
  readonly pointer: Pointer;
  /** The build the pointer leads to; undefined when it leads nowhere, or out of the releases. */
  readonly live: string | undefined;
  /** Null when the host does not say. */
  readonly freeBytes: number | null;
  readonly freeInodes: number | null;
  readonly releases: readonly ReleaseState[];
  readonly pins: readonly string[];
  readonly records: readonly AuditRecord[];
  readonly damagedRecords: number;
  /** `records.jsonl` as it is. */
  readonly recordText: string;
  readonly lock: HeldLock | undefined;
  /** A run that has not ended, or died. */
  readonly journal: Journal | 'damaged' | undefined;
  /** What stands at each shared path: `file`, `directory`, `other`, `absent`, `blocked`; nothing said means absent. */
  readonly shared: Readonly<Record<string, string>>;
  /** The migration files of the live release, relative to their directory. */
  readonly migrations: readonly string[];
  /** What works in releases that are not live. */
  readonly processes: Processes;
}

/** The builds a host could make live: complete, or not made by Cutover and therefore not for it to doubt. */
export function presentBuilds({ releases }: Pick<HostState, 'releases'>): ReadonlySet<string> {
  return new Set(releases.filter(({ is }) => is !== 'incomplete').map(({ build }) => build));
}

export type Answers = Readonly<Record<string, string>>;

/** The answers that tell what is live and what still works elsewhere; without places nothing is read. */
export const answersOfLive: readonly string[] = [
  ...['places', 'pointer', 'live', 'releases', 'processes'],
];

const place = z
  .string()
  .transform((line) => line.split(' '))
  .pipe(z.tuple([z.string(), z.enum(['yes', 'no']), z.enum(['yes', 'no']), z.string()], z.string()))
  .transform(
    ([device, exists, writable, kind, ...path]): PlaceState => ({
      path: path.join(' '),
      exists: exists === 'yes',
      kind,
      writable: writable === 'yes',
      device,
    }),
  );
const places = z.tuple([place, place, place, place]);

/** Reads a host's answers; throws a ZodError when they are not what was asked for. */
export function hostState(answers: Answers): HostState {
  const lines = (name: string) => (answers[name] ?? '').split('\n').filter((line) => line !== '');
  const [root, releases, current, work] = places.parse(lines('places'));
  const { records, damaged } = readRecords(answers.records ?? '');
  const [bytes = '', inodes = ''] = lines('space');
  const found = pointerOf(answers.pointer ?? '');
  const listed = releasesOf(lines('releases'), lines('seals'), lines('placing'));
  return {
    user: lines('user').join(''),
    missingTools: lines('tools'),
    places: { root, releases, current, work },
    pointer: found,
    live: found.is === 'link' ? liveOf(lines('live'), listed) : undefined,
    freeBytes: numberOr(bytes, 1024),
    freeInodes: numberOr(inodes, 1),
    releases: listed,
    pins: lines('pins'),
    records,
    damagedRecords: damaged,
    recordText: answers.records ?? '',
    lock: readLock(answers.lock ?? ''),
    journal: readJournal(answers.journal ?? ''),
    shared: Object.fromEntries(lines('shared').map((line) => cut(line, ' ').toReversed())),
    migrations: lines('migrations').map((path) => path.replace('./', '')),
    processes: readProcesses(answers.processes ?? 'none'),
  };
}

function pointerOf(answer: string): Pointer {
  const [is, rest] = cut(answer.replace(/\n$/, ''), ' ');
  if (is === 'link') return { is, text: rest };
  return is === 'absent' ? { is } : { is: 'other', what: rest };
}

/** Line 1: where the pointer really leads; line 2: where the releases really are. */
function liveOf(
  [live = '', releases]: readonly string[],
  listed: readonly ReleaseState[],
): string | undefined {
  if (dirname(live) !== releases) return undefined;
  return listed.find(({ build }) => build === basename(live))?.build;
}

function numberOr(text: string, unit: number): number | null {
  return /^[0-9]+$/.test(text) ? Number(text) * unit : null;
}

/** Line 1: the host’s time; then `<modified> <name>` each. */
function releasesOf(
  [now = '0', ...rows]: readonly string[],
  seals: readonly string[],
  placing: readonly string[],
) {
  const digests = new Map(seals.map((line) => cut(line, ' ').toReversed() as [string, string]));
  return rows.flatMap((row): ReleaseState[] => {
    const [modified, build] = cut(row, ' ');
    if (!buildName.safeParse(build).success) return [];
    const digest = digests.get(build);
    const unfinished = placing.includes(build) ? 'incomplete' : 'foreign';
    const is = digest === undefined ? unfinished : 'complete';
    return [{ build, is, digest, age: Number(now) - Number(modified) }];
  });
}

function cut(text: string, by: string): [string, string] {
  const index = text.indexOf(by);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + by.length)];
}
