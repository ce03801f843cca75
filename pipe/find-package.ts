import { parse } from 'node:path';
import { Stop } from '../src/error.ts';
import { readCommit } from '../src/io/git.ts';
import { keepNewSpaceSmall } from '../src/io/keep-new-space-small.ts';
import { isAsPacked } from '../src/io/package-sums.ts';
import { readArchive } from '../src/io/read-archive.ts';
import type { Store, StoredPackage } from '../src/io/store.ts';
import { type Finding, isRefused, lineOfFinding } from '../src/release/finding.ts';
import type { ManifestHead } from '../src/release/manifest.ts';
import type { Context } from './context.ts';
import { storeAt } from './pack.ts';

/** Which package: of a build, or of the commit that is checked out. */
export interface Wanted {
  readonly app: string;
  readonly store: string;
  readonly build?: string | undefined;
}

/** Finds a package in the store; a Stop says what there is instead. */
export async function findPackage(
  { app, store: path, build }: Wanted,
  context: Context,
): Promise<StoredPackage> {
  const store = storeAt(path, context);
  const commit = build === undefined ? await commitOf(context) : undefined;
  const found =
    build === undefined ? await ofCommit(store, app, commit) : await store.find(app, build);
  if (found !== undefined) return found;
  throw noPackage({ app, store: path, build }, commit, await store.list(app));
}

async function ofCommit(store: Store, app: string, commit: string | undefined) {
  return commit === undefined ? undefined : store.findCommit(app, commit);
}

function noPackage(
  { app, store, build }: Wanted,
  commit: string | undefined,
  all: readonly ManifestHead[],
): Stop {
  const wanted =
    build ??
    (commit === undefined ? 'for the checked-out commit' : `for the commit ${commit.slice(0, 7)}`);
  return new Stop(
    'failed',
    `Cannot find a package ${wanted}: ${store} has ${all.length === 0 ? 'none' : 'others'} of "${app}"`,
    {
      details: all.slice(0, 10).map((each) => each.build),
      hint: 'Run "cutover package" first, or name one with --build',
    },
  );
}

async function commitOf({ environment, directory }: Context): Promise<string | undefined> {
  if (environment.BITBUCKET_COMMIT !== undefined) return environment.BITBUCKET_COMMIT;
  return readCommit(directory).catch(() => undefined);
}

/** Reads a package to its end: what is not what its manifest says. */
export async function checkPackage({ archive, manifest }: StoredPackage): Promise<Finding[]> {
  // What is read passes through in pieces; nothing of it is needed for long.
  keepNewSpaceSmall();
  return readArchive(archive, manifest);
}

/**
 * The same package, if nothing in it has changed since it was made; where nobody can tell, it is read to its end. Throws
 * when it is not what its manifest says.
 */
export async function refuseChanged<Stored extends StoredPackage>(stored: Stored): Promise<Stored> {
  const { dir, base } = parse(stored.archive);
  return (await isAsPacked(dir, base)) ? stored : refuseBad(stored);
}

/** The same package, read to its end. Throws when it is not what its manifest says. */
export async function refuseBad<Stored extends StoredPackage>(stored: Stored): Promise<Stored> {
  const findings = await checkPackage(stored);
  if (!isRefused(findings)) return stored;
  throw new Stop(
    'failed',
    `Cannot use the package ${stored.manifest.build}: its archive is not what its manifest says`,
    {
      details: findings.slice(0, 20).map(lineOfFinding),
      hint: 'Remove it from the store and package the commit again',
    },
  );
}
