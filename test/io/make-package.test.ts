import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Stop } from '../../src/error.ts';
import { directoryStore } from '../../src/io/directory-store.ts';
import { makePackage, type Packing } from '../../src/io/make-package.ts';
import { readArchive } from '../../src/io/read-archive.ts';
import { aProject, type Project } from '../support/a-project.ts';
import { aScratch } from '../support/a-tree.ts';

function aClone(files: Readonly<Record<string, string>> = {}): Project {
  const project = aProject('app: shop\n', { '.gitignore': '/vendor/\n/build/\n', ...files });
  onTestFinished(project.remove);
  return project;
}

function make({ directory }: Pick<Project, 'directory'>, packing: Partial<Packing> = {}) {
  const storeDirectory = packing.storeDirectory ?? join(directory, '.cutover/store');
  return makePackage({
    app: 'shop',
    directory,
    from: '.',
    exclude: [],
    require: [],
    allowSecrets: [],
    scheme: 'calver',
    given: undefined,
    branch: undefined,
    tag: undefined,
    known: [],
    migrations: undefined,
    hooks: ['php artisan config:cache'],
    builtBy: { who: 'ana', pipeline: '7', step: '' },
    now: '2026-03-07T12:00:00.000Z',
    store: directoryStore(storeDirectory),
    storeDirectory,
    ...packing,
  });
}

async function refusal(work: Promise<unknown>): Promise<readonly string[]> {
  const stop = await work.then(
    () => expect.unreachable('it was packed'),
    (error: Stop) => error,
  );
  return stop.details.map((line) => line.split(':', 2).join(':'));
}

test('makePackage() packs a commit, with ignored build output, into the store', async () => {
  const clone = aClone();
  clone.write('vendor/autoload.php', '<?php');
  const { manifest, archive, isNew } = await make(clone, { require: ['vendor/autoload.php'] });
  const { files, digest, ...rest } = manifest;
  expect(rest).toEqual({
    format: 1,
    app: 'shop',
    version: '2026.03.1',
    build: `2026.03.1+${rest.commit.slice(0, 7)}`,
    commit: clone.git('rev-parse', 'HEAD'),
    branch: 'main',
    tree: clone.git('rev-parse', 'HEAD^{tree}'),
    requires_migration: false,
    hooks: ['php artisan config:cache'],
    created_at: '2026-03-07T12:00:00.000Z',
    built_by: { who: 'ana', pipeline: '7', step: '' },
  });
  expect(files.map(({ path }) => path)).toEqual([
    '.gitignore',
    'cutover.yml',
    'index.html',
    'vendor',
    'vendor/autoload.php',
  ]);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(isNew).toBe(true);
  expect(await readArchive(archive, manifest)).toEqual([]);
});

test('makePackage() gives two clones of one tree the same digest', async () => {
  const [one, other] = [aClone(), aClone()];
  const first = await make(one);
  const second = await make(other, { now: '2030-01-01T00:00:00.000Z', branch: 'x', hooks: [] });
  expect(second.manifest.digest).toBe(first.manifest.digest);
});

test('makePackage() keeps the package of a commit when it is packed again, months later', async () => {
  const clone = aClone();
  const first = await make(clone);
  const second = await make(clone, { now: '2026-09-01T00:00:00.000Z' });
  expect(second).toEqual({ ...first, isNew: false });
});

test('makePackage() counts on from what the store and the targets have', async () => {
  const clone = aClone();
  await make(clone);
  clone.commit({ 'index.html': 'two' });
  const known = [{ version: '2026.03.4', commit: 'f'.repeat(40) }];
  expect((await make(clone, { known })).manifest.version).toBe('2026.03.5');
});

test('makePackage() refuses another tree for the same commit', async () => {
  const clone = aClone();
  clone.write('vendor/a.php', 'one');
  const first = await make(clone);
  clone.write('vendor/a.php', 'two');
  await expect(make(clone)).rejects.toThrow('the store has it already with other content');
  const store = directoryStore(join(clone.directory, '.cutover/store'));
  expect((await store.find('shop', first.manifest.build))?.manifest).toEqual(first.manifest);
});

test('makePackage() tells everything that speaks against it at once, and keeps nothing', async () => {
  const clone = aClone({ README: 'x', readme: 'y', 'manifest.json': '{}' });
  symlinkSync('/etc/passwd', join(clone.directory, 'vendor'));
  clone.write('index.html', 'changed');
  clone.write('new.php', `$token = 'ghp_${'a1B2c3D4e5F6'.repeat(3)}'`);
  clone.write('build/.env', 'PASSWORD=x');
  expect(await refusal(make(clone, { require: ['artisan'] }))).toEqual([
    'dirty-tree: index.html',
    'dirty-tree: new.php',
    'dirty-tree: vendor',
    'required-missing: artisan',
    'name-taken: manifest.json',
    'names-collide: readme',
    'link-leaves-tree: vendor',
    'secret-in-package: build/.env',
    'secret-in-package: new.php',
  ]);
  expect(readdirSync(join(clone.directory, '.cutover/store'))).toEqual(['.drafts']);
  expect(readdirSync(join(clone.directory, '.cutover/store/.drafts'))).toEqual([]);
});

test('makePackage() packs what is excluded from the search for secrets, and not what is excluded', async () => {
  const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
  const clone = aClone({ 'tests/id_rsa': token, 'fixtures/id_rsa': token });
  const options = { exclude: ['tests'], allowSecrets: ['fixtures/**'] };
  const { manifest } = await make(clone, options);
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toContain('fixtures/id_rsa');
  expect(paths).not.toContain('tests');
});

test('makePackage() packs only the built tree, and still wants the whole clone clean', async () => {
  const clone = aClone();
  clone.write('build/index.html', 'built');
  const { manifest } = await make(clone, { from: 'build' });
  expect(manifest.files.map(({ path }) => path)).toEqual(['index.html']);
  clone.write('index.html', 'changed');
  expect(await refusal(make(clone, { from: 'build' }))).toEqual(['dirty-tree: index.html']);
});

test('makePackage() neither packs a store in the tree nor calls it dirty, by whatever way it comes there', async () => {
  const clone = aClone();
  const link = join(aScratch(), 'clone');
  symlinkSync(clone.directory, link);
  const storeDirectory = join(link, 'out/packages');
  const { manifest } = await make({ directory: link }, { storeDirectory });
  const again = await make({ directory: link }, { storeDirectory });
  expect(again.isNew).toBe(false);
  expect(manifest.files.map(({ path }) => path)).not.toContain('out');
});

test('makePackage() says whether the tree brings migrations', async () => {
  const clone = aClone({ 'database/migrations/1.php': '<?php' });
  const migrations = { kind: 'expand-only', files: 'database/migrations' };
  expect((await make(clone, { migrations })).manifest.requires_migration).toBe(true);
});

test('makePackage() stops at an empty tree', async () => {
  const clone = aClone();
  clone.write('build/empty/.gitkeep', '');
  const empty = { from: 'build', exclude: ['**/.gitkeep'] };
  expect(await refusal(make(clone, empty))).toEqual(['empty-tree: .']);
  await expect(make(clone, { from: 'nowhere' })).rejects.toThrow('there is no such directory');
});
