import type { HostState, PlaceState, ReleaseState } from '../../src/release/host-state.ts';

/** A host with a release live, room for more, and nothing wrong with it, but for what is named. */
export function aHostState(own: Partial<HostState> = {}): HostState {
  return {
    user: 'deploy',
    missingTools: [],
    places: {
      root: aPlace('/srv/app'),
      releases: aPlace('/srv/app'),
      current: aPlace('/srv/app'),
      work: aPlace('/srv/app/.cutover'),
    },
    pointer: { is: 'link', text: 'A' },
    live: 'A',
    freeBytes: 10 * 1024 ** 3,
    freeInodes: 1_000_000,
    releases: [aRelease('A')],
    pins: [],
    records: [],
    damagedRecords: 0,
    recordText: '',
    lock: undefined,
    journal: undefined,
    shared: {},
    migrations: [],
    processes: { seen: 'all', stale: [] },
    ...own,
  };
}

/** A directory one may write in. */
export function aPlace(path: string, own: Partial<PlaceState> = {}): PlaceState {
  return { path, exists: true, kind: 'directory', writable: true, device: '1', ...own };
}

/** A complete release, a day old. */
export function aRelease(build: string, own: Partial<ReleaseState> = {}): ReleaseState {
  return { build, is: 'complete', digest: 'd'.repeat(64), age: 86_400, ...own };
}
