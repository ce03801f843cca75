import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directoryStore } from '../../src/io/directory-store.ts';
import { sha256 } from '../../src/io/sha256.ts';
import type { Manifest } from '../../src/release/manifest.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aScratch, aTree } from '../support/a-tree.ts';
import { aFile } from '../support/an-entry.ts';

async function keep(root: string, manifest: Manifest) {
  const draft = await directoryStore(root).draft();
  const [name, text] = ['archive.tar.gz', `archive of ${manifest.build}`];
  writeFileSync(join(draft.directory, name), text);
  try {
    return await draft.keep({ manifest, archive: { name, sha256: sha256(text) } });
  } finally {
    await draft.discard();
  }
}

const seventh = aManifest();
const eighth = aManifest({
  build: '2026.03.8+def5678',
  commit: 'def5678'.padEnd(40, '0'),
  created_at: '2026-03-08T12:00:00.000Z',
});

test('directoryStore() gives back what was kept, and where its archive lies', async () => {
  const root = aScratch();
  const archive = join(root, 'shop', seventh.build, 'archive.tar.gz');
  expect(await keep(root, seventh)).toEqual({
    isNew: true,
    stored: { manifest: seventh, archive },
  });
  expect(await directoryStore(root).find('shop', seventh.build)).toEqual({
    manifest: seventh,
    archive,
  });
  expect(readdirSync(join(root, '.drafts'))).toEqual([]);
});

test('directoryStore() lists the packages of one app, the newest first', async () => {
  const root = aScratch();
  await keep(root, eighth);
  await keep(root, seventh);
  await keep(root, aManifest({ app: 'blog' }));
  const listed = await directoryStore(root).list('shop');
  expect(listed.map(({ build }) => build)).toEqual([eighth.build, seventh.build]);
  expect(listed[0]).not.toHaveProperty('files');
});

test('directoryStore() finds the newest package of a commit, and none of one that begins like it', async () => {
  const root = aScratch();
  const again = { ...eighth, build: '2026.03.9+def5678', created_at: '2026-03-09T12:00:00.000Z' };
  for (const each of [seventh, again, eighth]) await keep(root, each);
  const buildOf = async (commit: string) =>
    (await directoryStore(root).findCommit('shop', commit))?.manifest.build;
  expect(await buildOf(eighth.commit)).toBe(again.build);
  expect(await buildOf(`${eighth.commit.slice(0, 7)}${'1'.repeat(33)}`)).toBeUndefined();
});

test('directoryStore() has nothing where there is nothing', async () => {
  const store = directoryStore(join(aScratch(), 'gone'));
  expect(await store.list('shop')).toEqual([]);
  expect(await store.find('shop', '1.0.0')).toBeUndefined();
});

test('directoryStore() keeps a package as it is when the same comes again', async () => {
  const root = aScratch();
  const { stored } = await keep(root, seventh);
  const { ino, mtimeMs } = statSync(stored.archive);
  const again = await keep(root, { ...seventh, created_at: '2030-01-01T00:00:00.000Z' });
  expect(again).toEqual({ isNew: false, stored });
  expect([ino, mtimeMs]).toEqual([statSync(stored.archive).ino, statSync(stored.archive).mtimeMs]);
});

test('directoryStore() refuses other content under the same name, and says both digests', async () => {
  const root = aScratch();
  const { stored } = await keep(root, seventh);
  const other = aManifest({ files: [aFile('index.html', 'two')] });
  await expect(keep(root, other)).rejects.toMatchObject({
    code: 'failed',
    message: `Cannot pack ${seventh.build}: the store has it already with other content (${seventh.digest.slice(0, 12)}, the tree is ${other.digest.slice(0, 12)})`,
  });
  expect(await directoryStore(root).find('shop', seventh.build)).toEqual(stored);
  expect(readdirSync(join(root, '.drafts'))).toEqual([]);
});

test('directoryStore() lets one of two runs win that keep the same build at once', async () => {
  const root = aScratch();
  const kept = await Promise.all([keep(root, seventh), keep(root, seventh), keep(root, seventh)]);
  expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(readdirSync(join(root, 'shop'))).toEqual([seventh.build]);
});

test('directoryStore() refuses a place that is taken by something else', async () => {
  const root = aTree({ [`shop/${seventh.build}/notes.txt`]: 'mine' });
  await expect(keep(root, seventh)).rejects.toThrow('is there and is no package');
  expect(readdirSync(join(root, 'shop', seventh.build))).toEqual(['notes.txt']);
});

test('directoryStore() does not make a path of what is no build', async () => {
  const root = aScratch();
  await keep(root, seventh);
  const store = directoryStore(join(root, 'shop'));
  expect(await store.find('x', '../shop')).toBeUndefined();
  expect(await store.find('x', `../${seventh.build}`)).toBeUndefined();
});

test.each<[string, (text: string) => string, string]>([
  ['cut', (text) => text.slice(0, 100), 'JSON'],
  [
    'of another format',
    (text) => text.replace('"format": 1', '"format": 2'),
    'no manifest of this version',
  ],
  [
    'of another app',
    (text) => text.replaceAll('"shop"', '"blog"'),
    'of the app "blog", not "shop"',
  ],
  [
    'with a path out',
    (text) => text.replace('index.html', '../../x'),
    'no manifest of this version',
  ],
  [
    'with another file',
    (text) => text.replace('index.html', 'index.php'),
    'its digest is not that of its files',
  ],
])('directoryStore() stops at a manifest %s', async (_, change, message) => {
  const root = aScratch();
  await keep(root, seventh);
  const file = join(root, 'shop', seventh.build, 'manifest.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
  await expect(directoryStore(root).find('shop', seventh.build)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(/ackage (again|the commit again)/),
  });
});

test('directoryStore() clears the drafts of runs that are gone, and no others', async () => {
  const root = aScratch();
  const { pid } = spawnSync('true');
  const drafts = {
    dead: `${pid}@${hostname()}@aaaaaa`,
    alive: `${process.ppid}@${hostname()}@bbbbbb`,
    elsewhere: `${pid}@another-machine@cccccc`,
    old: `${pid}@another-machine@dddddd`,
  };
  for (const name of Object.values(drafts))
    mkdirSync(join(root, '.drafts', name), { recursive: true });
  utimesSync(join(root, '.drafts', drafts.old), 1, 1);
  const draft = await directoryStore(root).draft();
  await draft.discard();
  expect(readdirSync(join(root, '.drafts')).toSorted()).toEqual(
    [drafts.alive, drafts.elsewhere].toSorted(),
  );
});

test('directoryStore() says so when it cannot be written', async () => {
  const root = join(aTree({ file: '' }), 'file', 'store');
  await expect(directoryStore(root).draft()).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining(`Cannot write to the store "${root}": ENOTDIR`),
    hint: expect.stringContaining('--store'),
  });
});
