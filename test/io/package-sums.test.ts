import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { directoryStore } from '../../src/io/directory-store.ts';
import { isAsPacked, sumsName, sumsOf } from '../../src/io/package-sums.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aScratch } from '../support/a-tree.ts';

const name = 'archive.tar.gz';
const content = 'x'.repeat(3 * 1024 * 1024);

describe('the digests in a package', () => {
  let place = '';
  beforeEach(async () => {
    const draft = await directoryStore(aScratch()).draft();
    writeFileSync(join(draft.directory, name), content);
    const archive = { name, sha256: sha256(content) };
    const { stored } = await draft.keep({ manifest: aManifest(), archive });
    place = dirname(stored.archive);
  });

  test('are what sha256sum reads', () => {
    const said = execFileSync('sha256sum', ['-c', sumsName], { cwd: place, encoding: 'utf8' });
    expect(said).toBe('archive.tar.gz: OK\nmanifest.json: OK\n');
  });

  test('say that nothing has changed', async () => {
    expect(await isAsPacked(place, name)).toBe(true);
  });

  test.each([
    ['the archive', (at: string) => flip(join(at, name))],
    ['the manifest', (at: string) => flip(join(at, 'manifest.json'))],
    ['the end of the archive', (at: string) => appendFileSync(join(at, name), 'y')],
    ['the digests', (at: string) => flip(join(at, sumsName))],
  ])('say that %s has changed', async (_, change) => {
    change(place);
    expect(await isAsPacked(place, name)).toBe(false);
  });

  test.each([name, 'manifest.json', sumsName])('say nothing without %s', async (file) => {
    rmSync(join(place, file));
    expect(await isAsPacked(place, name)).toBe(false);
  });

  test('say nothing of another archive that lies there, too', async () => {
    writeFileSync(join(place, 'archive.tar.zst'), content);
    expect(await isAsPacked(place, 'archive.tar.zst')).toBe(false);
  });
});

test('sumsOf() writes the files in the order of their names', () => {
  const sums = [
    { name: 'b', sha256: '1'.repeat(64) },
    { name: 'a', sha256: '2'.repeat(64) },
  ];
  expect(sumsOf(sums)).toBe(`${'2'.repeat(64)}  a\n${'1'.repeat(64)}  b\n`);
});

function flip(file: string): void {
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}
