import { expect, test } from 'vitest';
import { chooseBase } from '../../src/release/choose-base.ts';
import type { ReleaseState } from '../../src/release/host-state.ts';
import { aRecord } from '../support/a-record.ts';

const release = (build: string, age: number, own: Partial<ReleaseState> = {}): ReleaseState => ({
  ...{ build, is: 'complete', digest: `digest of ${build}`, age },
  ...own,
});
const wanted = { build: 'D', digest: 'digest of D' };

test.each<[string, ReleaseState[], string | undefined, string | undefined]>([
  ['takes what is live', [release('A', 9), release('B', 1)], 'A', 'A'],
  ['takes the newest where nothing is live', [release('A', 9), release('B', 1)], undefined, 'B'],
  [
    'takes what has the same content before what is live',
    [release('A', 9, { digest: wanted.digest }), release('B', 1)],
    'B',
    'A',
  ],
  [
    'takes none that is not complete or not ours',
    [release('A', 1, { is: 'incomplete' }), release('B', 1, { is: 'foreign' })],
    'B',
    undefined,
  ],
  ['never takes the release itself', [release('D', 1)], 'D', undefined],
])('chooseBase() %s', (_, releases, live, expected) => {
  expect(chooseBase({ releases, live, records: [] }, wanted)).toBe(expected);
});

test('chooseBase() never takes a release that was taken over: its app may write to it', () => {
  const records = [aRecord({ action: 'adopt', build: 'B', from: 'A' })];
  const releases = [release('A', 9), release('B', 1)];
  expect(chooseBase({ releases, live: 'B', records }, wanted)).toBeUndefined();
});
