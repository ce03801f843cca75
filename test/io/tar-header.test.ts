import { execFileSync, spawnSync } from 'node:child_process';
import { extract, type Header } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { tarHeader, tarPadding } from '../../src/io/tar-header.ts';
import { aScratch } from '../support/a-tree.ts';
import { anAwkwardTree } from '../support/an-awkward-tree.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';
import { tarBytes } from '../support/tar-bytes.ts';

const tars = [
  ['tar', []],
  ['busybox', ['tar']],
] as const;

describe.each(tars)('what %s %s unpacks', (program, words) => {
  const isHere = spawnSync(program, [...words, '--help']).status === 0;

  test.skipIf(!isHere)('is the tree that was packed, whatever its names', () => {
    const bytes = tarBytes(anAwkwardTree());
    const to = aScratch();
    execFileSync(program, [...words, '-xpomf', '-', '-C', to], { input: bytes });
    expect(tarBytes(to).equals(bytes)).toBe(true);
  });
});

test.each([
  ['a file', aFile('a/b', 'four'), { name: 'a/b', type: 'file', size: 4, mode: 0o644 }],
  ['a directory', aDirectory('a/b'), { name: 'a/b/', type: 'directory', size: 0, mode: 0o755 }],
  ['a link', aLink('a', 'b'), { name: 'a', type: 'symlink', linkname: 'b', mode: 0o777 }],
  ['a long name', aFile('é'.repeat(60)), { name: 'é'.repeat(60), size: 0 }],
  ['a long text', aLink('a', 'é'.repeat(99)), { name: 'a', linkname: 'é'.repeat(99) }],
  ['7 GiB', { ...aFile('a'), size: 7 * 1024 ** 3 }, { size: 7 * 1024 ** 3 }],
  ['one byte less than 8 GiB', { ...aFile('a'), size: 8 ** 11 - 1 }, { size: 8 ** 11 - 1 }],
  ['8 GiB', { ...aFile('a'), size: 8 ** 11 }, { size: 8 ** 11 }],
  ['a petabyte', { ...aFile('a'), size: 2 ** 50 + 1 }, { size: 2 ** 50 + 1 }],
])('tarHeader() says %s so that others read it', async (_, entry, header) => {
  expect(await firstHeader(tarHeader(entry))).toMatchObject(header);
});

test('tarHeader() names no owner, and the same time always', async () => {
  expect(await firstHeader(tarHeader(aFile('a')))).toMatchObject({
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    mtime: new Date(1000),
  });
});

test.each([
  [0, 0],
  [1, 511],
  [512, 0],
  [513, 511],
])('tarPadding() after %i bytes is %i', (size, padding) => {
  expect(tarPadding(size)).toHaveLength(padding);
});

function firstHeader(bytes: Buffer): Promise<Header> {
  return new Promise((resolve, reject) => {
    const tar = extract();
    tar.on('entry', resolve).on('error', reject);
    tar.write(bytes);
  });
}
