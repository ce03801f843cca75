import { describe, expect, test } from 'vitest';
import { delta } from '../../src/release/delta.ts';
import { byPath, type Entry } from '../../src/release/entry.ts';
import { patchable } from '../../src/release/patchable.ts';

const mebibyte = 1024 * 1024;

/** A file of so many MiB; the same letter is the same content. */
function file(path: string, content: string, size = 10): Entry {
  const sha256 = content.repeat(64);
  return { type: 'file', path, mode: '0644', size: size * mebibyte, sha256 };
}

function made(have: readonly Entry[], want: readonly Entry[]) {
  const before = have.toSorted(byPath);
  const may = { isOwn: () => false, links: true };
  return patchable(before, delta(before, want.toSorted(byPath), may));
}

const named = (have: readonly Entry[], want: readonly Entry[]) =>
  made(have, want).map(({ path, from }) => `${path} < ${from}`);

describe('patchable() makes', () => {
  test.each<readonly [string, readonly Entry[], readonly Entry[], readonly string[]]>([
    ['a file from what was there', [file('big', 'a')], [file('big', 'b')], ['big < big']],
    ['nothing of what is the same', [file('big', 'a')], [file('big', 'a')], []],
    [
      'nothing of what is new',
      [file('x.jar', 'a'), file('y.zip', 'c')],
      [file('x.jar', 'a'), file('z.jar', 'b')],
      [],
    ],
    ['nothing small', [file('a', 'a', 3)], [file('a', 'b', 10)], []],
    ['nothing from what is small', [file('a', 'a', 10)], [file('a', 'b', 3)], []],
    ['a copy', [file('a', 'a')], [file('a', 'a'), file('x/b', 'a')], ['x/b < a']],
    ['a file that moved', [file('1/a', 'a')], [file('2/b', 'a')], ['2/b < 1/a']],
    [
      'the next version from the last, the one that is nearest in size',
      [
        file('l/x-1.jar', 'a', 5),
        file('l/y-1.jar', 'c', 9),
        file('l/y-1.so', 'd'),
        file('y-1.jar', 'e'),
      ],
      [file('l/y-2.jar', 'b')],
      ['l/y-2.jar < l/y-1.jar'],
    ],
  ])('%s', (_, have, want, expected) => {
    expect(named(have, want)).toEqual(expected);
  });

  test.each([
    [4, 64],
    [64, 64],
    [65, 128],
    [1024, 1024],
    [8192, 1024],
  ])('%i MiB in blocks of %i KiB', (size, block) => {
    expect(made([file('big', 'a', size)], [file('big', 'b', 5)])).toMatchObject([
      { size: size * mebibyte, block: block * 1024 },
    ]);
  });
});
