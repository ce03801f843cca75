import { describe, expect, test } from 'vitest';
import { previousOf } from '../../src/release/history.ts';
import { type HostState, presentBuilds, type ReleaseState } from '../../src/release/host-state.ts';
import { mayGo, mayYield, protectedBuilds } from '../../src/release/retention.ts';
import { aHistory } from '../support/a-history.ts';
import { aHostState, aRelease } from '../support/a-host-state.ts';
import { fc } from '../support/fc.ts';

const host = (words: string, own: Parameters<typeof aHostState>[0] = {}) => {
  const records = aHistory(words);
  return aHostState({
    records,
    live: records.at(-1)?.live ?? undefined,
    releases: [...'ABCDE'].map((build) => aRelease(build)),
    ...own,
  });
};

describe('retention', () => {
  test.each([
    ['keeps the newest that were live', 'A B C D E', { keep: 3 }, 'A B'],
    [
      'keeps the live one and its way back, even where one is to be kept',
      'A B C D E',
      { keep: 1 },
      'A B C',
    ],
    ['orders by when they were live, not by name', 'E D C B A', { keep: 2 }, 'C D E'],
    ['counts a release once that was live twice', 'A B A C', { keep: 3 }, 'D E'],
    ['counts what is about to be live', 'A B C', { keep: 3, live: 'D' }, 'A E'],
    ['keeps what is live now when another is about to be', 'A B C', { keep: 1, live: 'D' }, 'A E'],
    ['lets a bad build go before the good one behind it', 'A B !C D', { keep: 1 }, 'A C E'],
    ['lets go what was placed and never live', 'A', { keep: 5 }, 'B C D E'],
  ])('%s', (_, words, keeping, gone) => {
    expect(mayGo(host(words), keeping).join(' ')).toBe(gone);
  });

  test.each([
    ['what never was live first, then what was live longest ago', 'C A D E', {}, 'B C A'],
    ['by when it was live last', 'A B C A D E', {}, 'B C A'],
    ['never what is pinned', 'A B C D E', { pins: ['B'] }, 'A C'],
    [
      'never what is in use',
      'A B C D E',
      { processes: { seen: 'all', stale: [{ pid: 1, build: 'A', command: '' }] } } as const,
      'B C',
    ],
    ['never the good one behind what was bad', 'A B !C !D E', {}, 'C D A'],
  ])('lets go, to make room, %s', (_, words, own, gone) => {
    expect(mayYield(host(words, own), 'X').join(' ')).toBe(gone);
  });

  test('says why a release stays', () => {
    const state = host('A B C D', {
      pins: ['A'],
      releases: [
        ...[...'ABCD'].map((build) => aRelease(build)),
        aRelease('old', { is: 'foreign' }),
        aRelease('new', { is: 'incomplete', digest: undefined, age: 3599 }),
        aRelease('dead', { is: 'incomplete', digest: undefined, age: 3600 }),
      ],
    });
    expect(Object.fromEntries(protectedBuilds(state, { keep: 2 }))).toEqual({
      A: 'pinned',
      C: 'the way back',
      D: 'live',
      old: 'not ours',
      new: 'unfinished and new',
    });
    expect(mayGo(state, { keep: 2 })).toEqual(['B', 'dead']);
  });

  test('removes nothing that is live where no records are', () => {
    expect(mayGo(aHostState({ live: 'A', releases: [aRelease('A')] }), { keep: 1 })).toEqual([]);
  });
});

const aProcesses = (builds: readonly string[]): HostState['processes'] => ({
  seen: 'some',
  stale: builds.map((each, index) => ({ pid: index + 2, build: each, command: 'node' })),
});
const build = fc.constantFrom(...'ABCDE');
const word = fc
  .tuple(fc.constantFrom('', '', '', '!', '?', '~', '<', '>'), build)
  .map(([mark, name]) => mark + name);
const release = (name: string): fc.Arbitrary<ReleaseState> =>
  fc
    .tuple(
      fc.constantFrom('complete', 'incomplete', 'foreign'),
      fc.integer({ min: -100_000, max: 100_000_000 }),
    )
    .map(([is, age]) => aRelease(name, { is, age }));
const state = fc
  .record({
    records: fc.array(word, { maxLength: 20 }).map((list) => aHistory(list.join(' '))),
    releases: fc.tuple(...[...'ABCDE'].map(release)).chain((list) => fc.subarray(list)),
    pins: fc.subarray([...'ABCDE']),
    processes: fc.subarray([...'ABCDE']).map(aProcesses),
    live: fc.option(build, { nil: undefined }),
  })
  .map(aHostState);
const keep = fc.integer({ min: 1, max: 6 });
const next = fc.option(build, { nil: undefined });

describe('whatever a host holds, retention (T-4) never removes', () => {
  const kept = (name: string, protect: (host: HostState) => readonly (string | undefined)[]) =>
    test(name, () =>
      fc.assert(
        fc.property(state, keep, next, (host, count, live) => {
          const about = live ?? host.live ?? '';
          const gone = [...mayGo(host, { keep: count, live: about }), ...mayYield(host, about)];
          expect([...protect(host), about].filter((each) => gone.includes(each ?? ''))).toEqual([]);
        }),
      ),
    );

  kept('what is live there', ({ live }) => [live]);
  kept('its way back', (host) => [previousOf(host.records, host.live, presentBuilds(host))]);
  kept('what is pinned', ({ pins }) => pins);
  kept('what a process still works in', ({ processes }) =>
    processes.stale.map((each) => each.build),
  );
  kept('what it did not make', ({ releases }) =>
    releases.filter(({ is }) => is === 'foreign').map((each) => each.build),
  );
  kept('what may still be on its way', ({ releases }) =>
    releases.filter(({ is, age }) => is === 'incomplete' && age < 3600).map((each) => each.build),
  );

  test('a complete release sooner or later because of its time of change', () =>
    fc.assert(
      fc.property(state, keep, fc.integer(), (host, count, age) => {
        const touched = host.releases.map((each) =>
          each.is === 'complete' ? { ...each, age } : each,
        );
        expect(mayGo({ ...host, releases: touched }, { keep: count })).toEqual(
          mayGo(host, { keep: count }),
        );
      }),
    ));

  test('more releases than leave what was to be kept', () =>
    fc.assert(
      fc.property(state, keep, (host, count) => {
        const gone = new Set(mayGo(host, { keep: count }));
        const present = presentBuilds(host);
        const wereLive = new Set(host.records.flatMap(({ live }) => live ?? []));
        const there = [...wereLive].filter((each) => present.has(each));
        const left = there.filter((each) => !gone.has(each));
        expect(left.length).toBeGreaterThanOrEqual(Math.min(count, there.length) - 1);
      }),
    ));
});
