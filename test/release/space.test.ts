import { describe, expect, test } from 'vitest';
import { covers, plus, shortage, spaceFor, wanted } from '../../src/release/space.ts';
import { aHostState } from '../support/a-host-state.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

const mebibyte = 1024 * 1024;

describe('spaceFor()', () => {
  test('is whole blocks for files, two for a directory, none for a link, and the books', () => {
    const files = [
      aFile('a', 'x'.repeat(4097)),
      aFile('empty', ''),
      aDirectory('d'),
      aLink('l', 'a'),
    ];
    expect(spaceFor(files)).toEqual({ bytes: 8192 + 2 * 4096 + 4 * 512, inodes: 5 });
  });

  test('is nothing but the books for what is linked to what is there', () => {
    const files = [aFile('a', 'x'.repeat(4097)), aFile('b', 'x'), aDirectory('d')];
    expect(spaceFor(files, new Set(['a']))).toEqual({
      bytes: 4096 + 2 * 4096 + 3 * 512,
      inodes: 3,
    });
  });
});

describe('shortage()', () => {
  const space = { bytes: 100 * mebibyte, inodes: 1000 };
  const free = (freeBytes: number | null, freeInodes: number | null) =>
    shortage(aHostState({ freeBytes, freeInodes }), space);

  test('is what is missing of what is written and a reserve', () => {
    expect(wanted(space)).toEqual({ bytes: 121 * mebibyte, inodes: 1100 });
    expect(free(100 * mebibyte, 1000)).toEqual({ bytes: 21 * mebibyte, inodes: 100 });
    expect(free(121 * mebibyte, 1100)).toEqual({ bytes: 0, inodes: 0 });
  });

  test('is nothing where a host does not say, or counts no inodes', () => {
    expect(free(null, null)).toEqual({ bytes: 0, inodes: 0 });
    expect(free(200 * mebibyte, 0)).toEqual({ bytes: 0, inodes: 0 });
  });

  test('is nothing where nothing is sent', () => {
    const full = aHostState({ freeBytes: 0, freeInodes: 1 });
    expect(shortage(full, { bytes: 0, inodes: 0 })).toEqual({ bytes: 0, inodes: 0 });
  });
});

describe('covers()', () => {
  test.each([
    ['more of both', { bytes: 2, inodes: 2 }, true],
    ['too few bytes', { bytes: 0, inodes: 2 }, false],
    ['too few inodes', { bytes: 2, inodes: 0 }, false],
  ])('%s', (_, space, expected) => {
    expect(covers(space, { bytes: 1, inodes: 1 })).toBe(expected);
  });

  test('goes with plus()', () => {
    expect(plus({ bytes: 1, inodes: 2 }, { bytes: 3, inodes: 4 })).toEqual({ bytes: 4, inodes: 6 });
  });
});
