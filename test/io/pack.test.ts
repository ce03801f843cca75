import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bestCompression, type Compression } from '../../src/io/compression.ts';
import { openTar } from '../../src/io/open-tar.ts';
import { packTree } from '../../src/io/pack.ts';
import { scanTree } from '../../src/io/scan-tree.ts';
import { tarTree } from '../../src/io/tar-tree.ts';
import { aScratch, aTree } from '../support/a-tree.ts';
import { anAwkwardTree } from '../support/an-awkward-tree.ts';
import { bytesOf, digestOf, tarBytes } from '../support/tar-bytes.ts';

const scan = (root: string) => scanTree(root, { excluded: () => false, never: [] });

test('tarTree() gives the same bytes for the same tree, whoever made it and when', () => {
  const [one, other] = [anAwkwardTree(), anAwkwardTree()];
  execFileSync('find', [other, '-type', 'f', '-exec', 'touch', '-d', '2001-02-03', '{}', '+']);
  execFileSync('find', [other, '-type', 'f', '-exec', 'chmod', 'g-rwx,o-rwx', '{}', '+']);
  expect(tarBytes(other).equals(tarBytes(one))).toBe(true);
});

test('tarTree() gives these bytes on every machine and every Node', () => {
  expect(digestOf(tarBytes(anAwkwardTree()))).toBe(
    '099feb67623752f32e8ccf00bd5e7f0e06ecc1e5ec4fd142bed6bdf34b8045e9',
  );
});

test('tarTree() learns the entries with their digests', () => {
  const learned = { entries: [], findings: [] };
  tarBytes(aTree({ 'a/file': 'content', link: { link: 'a' } }), learned);
  expect(learned).toEqual({
    entries: [
      { type: 'directory', path: 'a', mode: '0755' },
      {
        type: 'file',
        path: 'a/file',
        mode: '0644',
        size: 7,
        sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
      },
      { type: 'link', path: 'link', mode: '0777', target: 'a' },
    ],
    findings: [],
  });
});

test.each<[string, (path: string) => void, string]>([
  ['grew', (path) => appendFileSync(path, 'more'), 'changed-while-packing'],
  ['shrank', (path) => writeFileSync(path, ''), 'changed-while-packing'],
  ['was written anew', (path) => utimesSync(path, 1, 1), 'changed-while-packing'],
  ['went', (path) => rmSync(path), 'unreadable'],
  [
    'became a link',
    (path) => {
      rmSync(path);
      symlinkSync('/etc/passwd', path);
    },
    'unreadable',
  ],
  [
    'became a fifo',
    (path) => {
      rmSync(path);
      execFileSync('mkfifo', [path]);
    },
    'changed-while-packing',
  ],
])('tarTree() finds that a file %s since the walk, and goes on', (_, change, rule) => {
  const root = aTree({ a: 'first', b: 'second', c: 'third' });
  const tree = scan(root);
  change(join(root, 'b'));
  const learned = { entries: [], findings: [] };
  for (const _part of tarTree(tree, learned));
  expect(learned.findings).toMatchObject([{ rule, severity: 'error', subject: 'b' }]);
  expect(learned.entries).toHaveLength(3);
});

test('tarTree() shows small files to the inspection, and large ones not', () => {
  const root = aTree({ small: 'x', edge: Buffer.alloc(2 ** 20), large: Buffer.alloc(2 ** 20 + 1) });
  const seen: string[] = [];
  const learned = { entries: [], findings: [] };
  const inspect = (path: string, content: Buffer) => {
    seen.push(`${path} ${content.length}`);
    return [];
  };
  for (const _part of tarTree(scan(root), learned, inspect));
  expect(seen).toEqual(['edge 1048576', 'small 1']);
});

test.each<Compression>(['gzip', bestCompression()])(
  'packTree() writes a %s archive that opens as the same tar',
  async (compression) => {
    const root = anAwkwardTree();
    const file = join(aScratch(), 'archive');
    await packTree(scan(root), { file, compression });
    const bytes = tarBytes(root);
    expect((await bytesOf(await openTar(file))).equals(bytes)).toBe(true);
  },
);

test('packTree() never writes over a file', async () => {
  const file = join(aTree({ archive: 'there' }), 'archive');
  await expect(
    packTree(scan(aTree({ a: '' })), { file, compression: 'gzip' }),
  ).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('EEXIST') });
});

test.each([
  ['plain text', 'plain text'],
  ['an empty file', ''],
])('openTar() stops at %s', async (_, content) => {
  const opened = openTar(join(aTree({ x: content }), 'x'));
  await expect(opened).rejects.toThrow('it is neither zstd nor gzip');
});

test('openTar() stops where there is no file', async () => {
  await expect(openTar(join(aScratch(), 'x'))).rejects.toMatchObject({ code: 'failed' });
});

test.skipIf(bestCompression() === 'zstd')(
  'openTar() says what to do about zstd where Node has none',
  async () => {
    const file = join(aTree({ x: Buffer.from('28b52ffd00', 'hex') }), 'x');
    await expect(openTar(file)).rejects.toMatchObject({
      message: 'Cannot read a zstd archive: this Node has no zstd',
      hint: expect.stringContaining('Node 22.15'),
    });
  },
);
