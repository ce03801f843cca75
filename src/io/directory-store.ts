import { mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf, Stop } from '../error.ts';
import { buildName, type Manifest, type ManifestHead } from '../release/manifest.ts';
import { manifestName } from '../release/package-rules.ts';
import { archiveNames } from './compression.ts';
import { draftDirectory } from './draft-directory.ts';
import { sumsName, sumsOf } from './package-sums.ts';
import { readManifest, readManifestHead } from './read-manifest.ts';
import { sha256 } from './sha256.ts';
import type { Drafted, Kept, Store, StoredPackage } from './store.ts';
import { isSystemError } from './system-error.ts';

/** A directory of packages: `<app>/<build>/` with the manifest, the archive and the digests of both. A package appears there by one rename. */
export function directoryStore(root: string): Store {
  return {
    list: async (app) => {
      const heads: ManifestHead[] = [];
      // One after another: a manifest names every file, and a store holds many.
      for (const build of await packagesIn(join(root, app))) {
        const file = join(root, app, build, manifestName);
        heads.push(ofBuild(build, file, await readManifestHead(file, app)));
      }
      return heads.toSorted(byAge);
    },
    findCommit: async (app, commit) => {
      const builds = await packagesIn(join(root, app));
      const packages: StoredPackage[] = [];
      // A build has its commit in its name.
      for (const build of builds.filter((each) => each.endsWith(`+${commit.slice(0, 7)}`))) {
        const stored = await find(join(root, app), app, build);
        if (stored?.manifest.commit === commit) packages.push(stored);
      }
      return packages.toSorted((a, b) => byAge(a.manifest, b.manifest))[0];
    },
    find: (app, build) => find(join(root, app), app, build),
    draft: () =>
      writing(root, async () => {
        const draft = await draftDirectory(join(root, '.drafts'));
        const { directory } = draft;
        return { ...draft, keep: (drafted) => writing(root, () => keep(directory, root, drafted)) };
      }),
  };
}

function byAge(a: ManifestHead, b: ManifestHead): number {
  return a.created_at < b.created_at ? 1 : -1;
}

async function find(
  directory: string,
  app: string,
  build: string,
): Promise<StoredPackage | undefined> {
  // What a person typed is not part of a path before it is known to be a name.
  if (!buildName.safeParse(build).success) return undefined;
  const place = join(directory, build);
  const names = await namesIn(place);
  const archive = names.find(isArchive);
  if (!names.includes(manifestName) || archive === undefined) return undefined;
  const file = join(place, manifestName);
  const manifest = ofBuild(build, file, await readManifest(file, app));
  return { manifest, archive: join(place, archive) };
}

async function keep(draft: string, root: string, { manifest, archive }: Drafted): Promise<Kept> {
  const { app, build, digest } = manifest;
  const place = join(root, app, build);
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const sums = sumsOf([archive, { name: manifestName, sha256: sha256(text) }]);
  await writeFile(join(draft, manifestName), text, { flag: 'wx', flush: true });
  await writeFile(join(draft, sumsName), sums, { flag: 'wx', flush: true });
  await mkdir(dirname(place), { recursive: true });
  if (await renameUnlessThere(draft, place)) {
    return { isNew: true, stored: { manifest, archive: join(place, archive.name) } };
  }
  const stored = await find(join(root, app), app, build);
  if (stored?.manifest.digest === digest) return { isNew: false, stored };
  throw stored === undefined ? incomplete(place) : otherContent(stored.manifest, digest);
}

/** The rename is on the disk when this resolves. False if there is something of that name: it stays as it is. */
async function renameUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await syncDirectory(from);
    await rename(from, to);
    await syncDirectory(dirname(to));
    return true;
  } catch (error) {
    const isThere = isSystemError(error) && ['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '');
    if (isThere) return false;
    throw error;
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function otherContent({ build, digest }: Manifest, wanted: string): Stop {
  return new Stop(
    'failed',
    `Cannot pack ${build}: the store has it already with other content (${digest.slice(0, 12)}, the tree is ${wanted.slice(0, 12)})`,
    {
      hint: 'A package never changes: the same commit must build the same tree; commit what differs, or pack from another store',
    },
  );
}

function incomplete(place: string): Stop {
  return new Stop('failed', `Cannot keep the package: "${place}" is there and is no package`, {
    hint: 'Remove the directory and package again',
  });
}

/** A package is what its directory is called: nothing else would keep one build from passing for another. */
function ofBuild<Read extends ManifestHead>(build: string, file: string, manifest: Read): Read {
  if (manifest.build === build) return manifest;
  throw new Stop(
    'failed',
    `Cannot use "${file}": it is of the build "${manifest.build}", not "${build}"`,
    { hint: 'Remove it from the store and package the commit again' },
  );
}

function isArchive(name: string): boolean {
  return Object.values(archiveNames).includes(name);
}

/** The builds of an app that are whole: both files are there. */
async function packagesIn(directory: string): Promise<string[]> {
  const builds = await namesIn(directory);
  const whole = await Promise.all(
    builds.map(async (build) => {
      const names = await namesIn(join(directory, build));
      return names.includes(manifestName) && names.some(isArchive);
    }),
  );
  return builds.filter((_, index) => whole[index]);
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new Stop('failed', `Cannot read the store: ${reasonOf(error)}`, { cause: error });
  });
}

async function writing<Result>(root: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new Stop('failed', `Cannot write to the store "${root}": ${error.message}`, {
      cause: error,
      hint: 'Make room or give the right to write, or name another place with --store',
    });
  }
}
