import { describe, expect, test } from 'vitest';
import {
  below,
  delta,
  isPlain,
  isSmaller,
  type Linkable,
  linkable,
} from '../../src/release/delta.ts';
import type { Entry } from '../../src/release/entry.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

const may: Linkable = { isOwn: () => false, links: true };
const outcome = (have: Entry[], want: Entry[], own: Partial<typeof may> = {}) => {
  const { sent, deleted } = delta(have, want, { ...may, ...own });
  return { sent: sent.map(({ path }) => path), deleted };
};

describe('delta()', () => {
  test.each<[string, Entry[], Entry[], { sent: string[]; deleted: string[] }]>([
    ['keeps what is the same', [aFile('a', '1')], [aFile('a', '1')], { sent: [], deleted: [] }],
    ['sends what is new', [], [aFile('a')], { sent: ['a'], deleted: [] }],
    ['deletes what is gone', [aFile('a')], [], { sent: [], deleted: ['a'] }],
    [
      'replaces what changed',
      [aFile('a', '1')],
      [aFile('a', '2')],
      { sent: ['a'], deleted: ['a'] },
    ],
    [
      'replaces what has another mode',
      [aFile('a')],
      [{ ...aFile('a'), mode: '0755' } as Entry],
      { sent: ['a'], deleted: ['a'] },
    ],
    [
      'replaces a link with another text',
      [aLink('a', 'b')],
      [aLink('a', 'c')],
      { sent: ['a'], deleted: ['a'] },
    ],
    [
      'deletes a directory once, with all that is in it',
      [aDirectory('a'), aDirectory('a/b'), aFile('a/b/c'), aFile('a-b')],
      [aFile('a-b')],
      { sent: [], deleted: ['a'] },
    ],
    [
      'makes room for a directory where a link was, and sends what is in it',
      [aLink('a', 'b')],
      [aDirectory('a'), aFile('a/b')],
      { sent: ['a', 'a/b'], deleted: ['a'] },
    ],
    [
      'makes room for a file where a directory was',
      [aDirectory('a'), aFile('a/b')],
      [aFile('a')],
      { sent: ['a'], deleted: ['a'] },
    ],
    [
      'tells names apart that differ in case alone',
      [aFile('a', '1')],
      [aFile('A', '1')],
      { sent: ['A'], deleted: ['a'] },
    ],
  ])('%s', (_, have, want, expected) => {
    expect(outcome(have, want)).toEqual(expected);
  });

  test('always sends what a hook writes to, but keeps its directory', () => {
    const tree = [aDirectory('cache'), aFile('cache/a'), aFile('cached')];
    expect(outcome(tree, tree, { isOwn: below(['cache']) })).toEqual({
      sent: ['cache/a'],
      deleted: ['cache/a'],
    });
  });

  test('always sends links where the host cannot link them', () => {
    const tree = [aFile('a'), aLink('b', 'a')];
    expect(outcome(tree, tree, { links: false })).toEqual({ sent: ['b'], deleted: ['b'] });
  });
});

test.each([
  [0o444, true],
  [0o555, true],
  [0o644, false],
  [0o464, false],
  [0o446, false],
])('linkable() passes over a file that somebody may write to: %o', (mode, isSame) => {
  const { sha256, size } = aFile('a', '1') as Extract<Entry, { type: 'file' }>;
  const text = mode.toString(8).padStart(4, '0');
  const entry = linkable({ type: 'file', path: 'a', mode: text, size, sha256 });
  expect(entry).toMatchObject({ sha256: isSame ? sha256 : '' });
});

test('isSmaller() weighs contents, and names that have none', () => {
  const whole = [aFile('a', 'x'.repeat(10_000)), aFile('b')];
  expect(isSmaller({ sent: [aFile('b')], deleted: ['b'] }, whole)).toBe(true);
  expect(isSmaller({ sent: whole, deleted: [] }, whole)).toBe(false);
  expect(isSmaller({ sent: [aFile('b')], deleted: ['b', 'c'] }, [aFile('b')])).toBe(false);
});

test('isPlain() wants every path in one line', () => {
  expect(isPlain([aFile('a b')])).toBe(true);
  expect(isPlain([aFile('a'), aFile('a\nb')])).toBe(false);
});

test.each([
  ['cache', true],
  ['cache/a', true],
  ['cached', false],
  ['a/cache', false],
])('below() knows "%s"', (path, isBelow) => {
  expect(below(['cache', 'other'])(path)).toBe(isBelow);
});
