import { previousOf } from './history.ts';
import { type HostState, presentBuilds } from './host-state.ts';

const anHour = 3600;

/** What retention is asked for. */
export interface Keeping {
  /** How many of the releases that were live stay. */
  readonly keep: number;
  /** What is about to be live; what is live now, if nothing changes. */
  readonly live?: string;
}

/** Why a release stays. */
export type Protection =
  | 'live'
  | 'the way back'
  | 'pinned'
  | 'in use'
  | 'not ours'
  | 'unfinished and new'
  | 'kept';

/** Which releases of a host may go: what nothing protects. */
export function mayGo(state: HostState, keeping: Keeping): string[] {
  const stays = protectedBuilds(state, keeping);
  return state.releases.map(({ build }) => build).filter((build) => !stays.has(build));
}

/**
 * What may make room for a release that would not fit: also what is kept only while there is room. What was live longest
 * ago goes first, after what never was.
 */
export function mayYield(state: HostState, live: string): string[] {
  const last = (build: string) => state.records.findLastIndex((record) => record.live === build);
  return mayGo(state, { keep: 0, live }).toSorted((a, b) => last(a) - last(b));
}

/**
 * Which releases of a host stay, and why. By records, never by time of change: the newest `keep` that were live, what
 * is live on that host, its way back, pinned ones, those that processes still work in, those Cutover did not make, and
 * unfinished ones younger than an hour.
 */
export function protectedBuilds(
  state: HostState,
  { keep, live = state.live ?? '' }: Keeping,
): ReadonlyMap<string, Protection> {
  const { records, releases, pins, processes } = state;
  const present = presentBuilds(state);
  const back = live === state.live ? previousOf(records, live, present) : state.live;
  const before = previousOf(records, state.live, present);
  const order = [...records.map((record) => record.live), state.live ?? null, live].toReversed();
  const newest = [...new Set(order)].filter(
    (build) => build !== null && (present.has(build) || build === live),
  );
  return new Map<string, Protection>([
    ...newest.slice(0, keep).map((build) => [build ?? '', 'kept'] as const),
    ...releases.flatMap(({ build, is, age }): [string, Protection][] => {
      if (is === 'foreign') return [[build, 'not ours']];
      return is === 'incomplete' && age < anHour ? [[build, 'unfinished and new']] : [];
    }),
    ...processes.stale.map(({ build }) => [build, 'in use'] as const),
    ...pins.map((build) => [build, 'pinned'] as const),
    ...[back, before].flatMap((build) =>
      build === undefined ? [] : [[build, 'the way back'] as const],
    ),
    [live, 'live'],
    [state.live ?? '', 'live'],
  ]);
}
