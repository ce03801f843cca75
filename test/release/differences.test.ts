import { describe, expect, test } from 'vitest';
import { differences, lineOfDifferences } from '../../src/release/differences.ts';
import type { Entry } from '../../src/release/entry.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

const tree = [aFile('a', '1'), aDirectory('d'), aLink('l', 'a')];
const seen = (found: readonly Entry[]) => lineOfDifferences(differences(tree, found));

describe('differences()', () => {
  test.each<[string, Entry[], string]>([
    ['are none when all is as it should be', tree, ''],
    ['are found in content', [aFile('a', '2'), ...tree.slice(1)], 'changed "a"'],
    [
      'are found in modes',
      [{ ...tree[0], mode: '0755' } as Entry, ...tree.slice(1)],
      'changed "a"',
    ],
    ['are found where a link leads', [...tree.slice(0, 2), aLink('l', 'd')], 'changed "l"'],
    ['are found where a link became a file', [...tree.slice(0, 2), aFile('l')], 'changed "l"'],
    ['are found where something is gone', tree.slice(1), 'missing "a"'],
    ['are found where something came', [...tree, aFile('z')], 'added "z"'],
    ['come gone before new', [...tree.slice(1), aFile('z')], 'missing "a", added "z"'],
  ])('%s', (_, found, line) => {
    expect(seen(found)).toBe(line);
  });
});

describe('lineOfDifferences()', () => {
  const many = ['a', 'b\n', 'c'].map((path) => ({ path, change: 'added' as const }));

  test('shows the first few and counts the others', () => {
    expect(lineOfDifferences(many, 1)).toBe('added "a" and 2 more');
  });

  test('keeps a strange name on its line', () => {
    expect(lineOfDifferences(many)).toBe('added "a", added "b\\n", added "c"');
  });
});
