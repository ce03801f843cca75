import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { bestCompression } from '../../src/io/compression.ts';
import { packTree } from '../../src/io/pack.ts';
import { readArchive } from '../../src/io/read-archive.ts';
import { scanTree } from '../../src/io/scan-tree.ts';
import type { Manifest } from '../../src/release/manifest.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aScratch } from '../support/a-tree.ts';
import { anAwkwardTree } from '../support/an-awkward-tree.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';
import { bytesOf } from '../support/tar-bytes.ts';

async function aPackage(
  compression = bestCompression(),
): Promise<{ file: string; manifest: Manifest }> {
  const tree = scanTree(anAwkwardTree(), { excluded: () => false, never: [] });
  const file = join(aScratch(), 'archive');
  const { entries } = await packTree(tree, { file, compression });
  return { file, manifest: aManifest({ files: [...entries] }) };
}

async function found(file: string, manifest: Manifest): Promise<string[]> {
  const findings = await readArchive(file, manifest);
  return findings.map(({ rule, subject, message }) => `${rule} ${subject}: ${message}`);
}

test('readArchive() finds nothing in what was packed', async () => {
  const { file, manifest } = await aPackage();
  expect(await found(file, manifest)).toEqual([]);
});

describe('an archive somebody else made', () => {
  type Given = readonly [Partial<Header> & { name: string }, string?];
  const files = [aDirectory('d'), aFile('d/a', 'one'), aLink('l', 'd/a')];
  const good: Given[] = [
    [{ name: 'd/', type: 'directory', mode: 0o755 }],
    [{ name: 'd/a', mode: 0o644 }, 'one'],
    [{ name: 'l', type: 'symlink', linkname: 'd/a', mode: 0o777 }],
  ];

  async function anArchive(entries: readonly Given[]): Promise<string> {
    const tar = pack();
    for (const [header, content] of entries) tar.entry(header as Header, content ?? '');
    tar.finalize();
    const file = join(aScratch(), 'archive.tar.gz');
    writeFileSync(file, gzipSync(await bytesOf(tar as never)));
    return file;
  }

  const differs = 'it is not what the manifest says';
  const unknown = 'it is not in the manifest, or occurs twice';
  test.each<[string, readonly Given[], string[]]>([
    ['is good when its entries are', good, []],
    ['may have another order', good.toReversed(), []],
    ['lacks an entry', good.slice(0, 2), ['archive-changed l: it is missing']],
    ['has one twice', [...good, good[1]!], [`archive-entry-unknown d/a: ${unknown}`]],
    ['has one more', [...good, [{ name: 'x' }, '']], [`archive-entry-unknown x: ${unknown}`]],
    [
      'has an absolute path',
      [...good, [{ name: '/x' }, '']],
      [`archive-entry-unknown /x: ${unknown}`],
    ],
    [
      'has a path out',
      [...good, [{ name: '../x' }, '']],
      [`archive-entry-unknown ../x: ${unknown}`],
    ],
    [
      'has another content of the same size',
      [good[0]!, [{ name: 'd/a', mode: 0o644 }, 'two'], good[2]!],
      [`archive-changed d/a: ${differs}`],
    ],
    [
      'has another mode',
      [good[0]!, [{ name: 'd/a', mode: 0o4755 }, 'one'], good[2]!],
      [`archive-changed d/a: ${differs}`],
    ],
    [
      'has another link',
      [good[0]!, good[1]!, [{ name: 'l', type: 'symlink', linkname: '/etc', mode: 0o777 }]],
      [`archive-changed l: ${differs}`],
    ],
    [
      'has a hard link',
      [good[0]!, [{ name: 'd/a', type: 'link', linkname: '/etc/passwd', mode: 0o644 }], good[2]!],
      [`archive-changed d/a: ${differs}`],
    ],
    [
      'has a device',
      [...good, [{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }]],
      [`archive-entry-unknown null: ${unknown}`],
    ],
    [
      'has a name in a pax record that not every tar reads',
      [good[0]!, [{ name: 'd/a', mode: 0o644, pax: { path: 'd/a' } } as never, 'one'], good[2]!],
      [
        'archive-entry-unknown d/a: it has a pax record, which this tool does not write',
        'archive-changed d/a: it is missing',
      ],
    ],
  ])('%s', async (_, entries, findings) => {
    expect(await found(await anArchive(entries), aManifest({ files }))).toEqual(findings);
  });
});

test.each<[string, (file: string) => void]>([
  ['was cut', (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2))],
  ['was cut by one byte', (file) => truncateSync(file, readFileSync(file).length - 1)],
  ['was emptied', (file) => writeFileSync(file, '')],
  ['is something else', (file) => writeFileSync(file, 'plain text')],
  ['is compressed noise', (file) => writeFileSync(file, gzipSync(Buffer.alloc(2000, 'noise')))],
  [
    'has a turned bit',
    (file) => {
      const bytes = readFileSync(file);
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      writeFileSync(file, bytes);
    },
  ],
])('readArchive() finds that an archive %s', async (_, change) => {
  const { file, manifest } = await aPackage();
  change(file);
  expect(await readArchive(file, manifest)).not.toEqual([]);
});

test.each([...new Set(['gzip', bestCompression()] as const)])(
  'readArchive() finds bytes behind the end of a %s archive: hosts get it as it lies',
  async (compression) => {
    const { file, manifest } = await aPackage(compression);
    appendFileSync(file, 'more');
    expect(await readArchive(file, manifest)).not.toEqual([]);
  },
);

test('readArchive() finds that there is no file', async () => {
  expect(await found(join(aScratch(), 'gone'), aManifest())).toMatchObject([
    expect.stringContaining('ENOENT'),
  ]);
});

test('readArchive() finds a manifest whose digest is not that of its files', async () => {
  const { file, manifest } = await aPackage();
  expect(await found(file, { ...manifest, digest: '0'.repeat(64) })).toEqual([
    'archive-changed manifest.json: its digest is not that of its files',
  ]);
});
