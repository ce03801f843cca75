import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { refuseBad, refuseChanged } from '../../pipe/find-package.ts';
import { sumsName, sumsOf } from '../../src/io/package-sums.ts';
import { sha256 } from '../../src/io/sha256.ts';
import type { StoredPackage } from '../../src/io/store.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aScratch, aTree } from '../support/a-tree.ts';
import { aFile } from '../support/an-entry.ts';
import { tarBytes } from '../support/tar-bytes.ts';

const manifest = aManifest({ files: [aFile('a', 'one'), aFile('b', 'two')] });
const good = () => gzipSync(tarBytes(aTree({ a: 'one', b: 'two' })));
const other = () => gzipSync(tarBytes(aTree({ a: 'one', b: 'other' })));

/** A package with this archive, and the digests it would have with another. */
function aPackage(archive: Buffer, summed = archive): StoredPackage {
  const directory = aScratch();
  const [name, text] = ['archive.tar.gz', JSON.stringify(manifest)];
  writeFileSync(join(directory, name), archive);
  writeFileSync(join(directory, 'manifest.json'), text);
  const sums = [
    { name, sha256: sha256(summed) },
    { name: 'manifest.json', sha256: sha256(text) },
  ];
  writeFileSync(join(directory, sumsName), sumsOf(sums));
  return { manifest, archive: join(directory, name) };
}

describe('refuseChanged()', () => {
  test('takes a package that is byte for byte what was packed, and does not unpack it', async () => {
    const stored = aPackage(Buffer.from('neither zstd nor gzip'));
    expect(await refuseChanged(stored)).toBe(stored);
  });

  test('reads to its end what is not what was packed', async () => {
    expect(await refuseChanged(aPackage(good(), other()))).toMatchObject({ manifest });
    await expect(refuseChanged(aPackage(other(), good()))).rejects.toThrow(
      'its archive is not what its manifest says',
    );
  });

  test('reads to its end what nobody has written digests of', async () => {
    const stored = aPackage(other());
    rmSync(join(stored.archive, '..', sumsName));
    await expect(refuseChanged(stored)).rejects.toThrow(
      'its archive is not what its manifest says',
    );
  });
});

test('refuseBad() reads every package to its end', async () => {
  expect(await refuseBad(aPackage(good()))).toMatchObject({ manifest });
  await expect(refuseBad(aPackage(other()))).rejects.toThrow(
    'its archive is not what its manifest says',
  );
});
