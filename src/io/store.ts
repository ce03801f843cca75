import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf, Stop } from '../error.ts';
import { problemsOf } from '../problems.ts';
import { type Manifest, manifest as manifestSchema } from '../release/manifest.ts';
import { archiveNames } from './compression.ts';

/** A package as it lies in a store. */
export interface StoredPackage {
  readonly manifest: Manifest;
  /** The archive’s file. */
  readonly archive: string;
}

/** Where packages are kept. What is in it never changes. */
export interface Store {
  /** Every package of an app, the newest first. */
  list(app: string): Promise<readonly StoredPackage[]>;
  /** The package of a build; undefined when there is none. */
  find(app: string, build: string): Promise<StoredPackage | undefined>;
  /** A place for a new package; it is part of the store when it is kept, and not before. */
  draft(): Promise<Draft>;
}

/** A package that is being made. */
export interface Draft {
  /** An empty directory for the archive. */
  readonly directory: string;
  keep(manifest: Manifest): Promise<StoredPackage>;
  discard(): Promise<void>;
}

/** A directory of packages: `<app>/<build>/` with the manifest and the archive. A package appears there by one rename. */
export function directoryStore(root: string): Store {
  return {
    list: async (app) => {
      const builds = await namesIn(join(root, app));
      const found = await Promise.all(builds.map((build) => read(join(root, app, build), app)));
      return found
        .filter((each) => each !== undefined)
        .toSorted((a, b) => (a.manifest.created_at < b.manifest.created_at ? 1 : -1));
    },
    find: (app, build) => read(join(root, app, build), app),
    draft: async () => {
      const drafts = join(root, '.drafts');
      await clearDead(drafts);
      await mkdir(drafts, { recursive: true });
      const directory = await mkdtemp(join(drafts, `${process.pid}-`));
      return {
        directory,
        keep: (manifest) => keep(directory, join(root, manifest.app), manifest),
        discard: () => rm(directory, { recursive: true, force: true }),
      };
    },
  };
}

async function keep(directory: string, app: string, manifest: Manifest): Promise<StoredPackage> {
  const file = await open(join(directory, 'manifest.json'), 'wx');
  await file.writeFile(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await file.sync();
  await file.close();
  await mkdir(app, { recursive: true });
  await rename(directory, join(app, manifest.build));
  const kept = await read(join(app, manifest.build), manifest.app);
  if (kept !== undefined) return kept;
  throw new Stop('failed', `Cannot keep the package ${manifest.build}: it is gone from the store`);
}

async function read(directory: string, app: string): Promise<StoredPackage | undefined> {
  const names = await namesIn(directory);
  const archive = names.find((name) => Object.values(archiveNames).includes(name));
  if (!names.includes('manifest.json') || archive === undefined) return undefined;
  const file = join(directory, 'manifest.json');
  const manifest = parse(file, await readFile(file, 'utf8'));
  if (manifest.app === app) return { manifest, archive: join(directory, archive) };
  throw new Stop('failed', `Cannot use ${file}: it is of the app "${manifest.app}", not "${app}"`, {
    hint: 'Package again, into a store of its own',
  });
}

function parse(file: string, text: string): Manifest {
  const hint = 'Remove it from the store and package the commit again';
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const details = problemsOf(parsed.error.issues).map(({ message }) => message);
    throw new Stop('failed', `Cannot use ${file}: it is no manifest of this version`, {
      details,
      hint,
    });
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop('failed', `Cannot use ${file}: ${reasonOf(error)}`, { cause: error, hint });
  }
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

/** Drafts of processes that are gone: a killed run leaves one behind. */
async function clearDead(drafts: string) {
  for (const name of await namesIn(drafts)) {
    if (isAlive(Number.parseInt(name, 10))) continue;
    await rm(join(drafts, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
