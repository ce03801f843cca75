import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { refuseChanged } from '../../pipe/find-package.ts';
import type { StoredPackage } from '../../src/io/store.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aScratch, aTree } from '../support/a-tree.ts';
import { aFile } from '../support/an-entry.ts';
import { bytesOf, tarBytes } from '../support/tar-bytes.ts';

const manifest = aManifest({ files: [aFile('a', 'one'), aFile('b', 'two')] });

function aPackage(tar: Buffer): StoredPackage {
  const archive = join(aScratch(), 'archive.tar.gz');
  writeFileSync(archive, gzipSync(tar));
  return { manifest, archive };
}

test('refuseChanged() holds the tar that it has read', async () => {
  const tar = tarBytes(aTree({ a: 'one', b: 'two' }));
  const { tar: held = [] } = await refuseChanged(aPackage(tar));
  expect(Buffer.concat(held).equals(tar)).toBe(true);
});

test('refuseChanged() holds nothing of a good archive that was made by another tool', async () => {
  const tar = pack();
  for (const [name, content] of [
    ['b', 'two'],
    ['a', 'one'],
  ] as const)
    tar.entry({ name, mode: 0o644 } as Header, content);
  tar.finalize();
  expect(await refuseChanged(aPackage(await bytesOf(tar as never)))).not.toHaveProperty('tar');
});
