import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Stop } from '../error.ts';
import { buildOf, chooseVersion, type KnownVersion } from '../release/choose-version.ts';
import { dirtyFindings } from '../release/dirty-findings.ts';
import type { Entry } from '../release/entry.ts';
import { type Finding, isRefused, lineOfFinding } from '../release/finding.ts';
import { contentOf, type Manifest, manifestFormat } from '../release/manifest.ts';
import { migrationFiles } from '../release/migration-files.ts';
import { packageFindings } from '../release/package-rules.ts';
import { pathMatcher } from '../release/path-matcher.ts';
import { secretNameFindings } from '../release/secret-finding.ts';
import { archiveNames, bestCompression } from './compression.ts';
import { type Checkout, readCheckout } from './git.ts';
import { packTree } from './pack.ts';
import { type ScannedTree, scanTree } from './scan-tree.ts';
import { secretsIn } from './secret-scan.ts';
import { sha256 } from './sha256.ts';
import type { Draft, Store, StoredPackage } from './store.ts';

/** What to pack, and what to call it. */
export interface Packing {
  readonly app: string;
  /** The clone; `from` is the built tree, relative to it. */
  readonly directory: string;
  readonly from: string;
  readonly exclude: readonly string[];
  readonly require: readonly string[];
  readonly allowSecrets: readonly string[];
  readonly scheme: 'calver' | 'tag' | 'given';
  readonly given: string | undefined;
  /** What the runner says of the build: it knows a branch or tag that a detached checkout does not. */
  readonly branch: string | undefined;
  readonly tag: string | undefined;
  /** Versions that targets have recorded. */
  readonly known: readonly KnownVersion[];
  readonly migrations: { readonly files: string; readonly kind: string } | undefined;
  readonly hooks: readonly string[];
  readonly builtBy: Manifest['built_by'];
  /** UTC, ISO 8601. */
  readonly now: string;
  readonly store: Store;
  /** The store’s directory: never packed. */
  readonly storeDirectory: string;
}

/** A package that is in the store now, and whether it was there before. */
export interface Made extends StoredPackage {
  readonly isNew: boolean;
}

/** Packs the built tree of a clean checkout. Everything that speaks against it is told at once, and nothing is kept then. */
export async function makePackage(packing: Packing): Promise<Made> {
  const checkout = await readCheckout(packing.directory);
  const root = resolve(packing.directory, packing.from);
  const tree = scanTree(root, {
    excluded: pathMatcher(packing.exclude),
    never: [relative(root, packing.storeDirectory)],
  });
  const allowed = pathMatcher(packing.allowSecrets);
  const before = [
    ...dirtyFindings(checkout.dirty, ['.cutover', '.bitbucket', storeIn(checkout, packing)]),
    ...tree.findings,
    ...packageFindings(tree.entries, packing),
    ...tree.entries.flatMap((each) => (allowed(each.path) ? [] : secretNameFindings(each))),
  ];
  const version = await versionOf(packing, checkout);
  const draft = await packing.store.draft();
  try {
    return await pack({ packing, checkout, version, tree, allowed }, before, draft);
  } finally {
    await draft.discard();
  }
}

/** The store as git names it: from the top of the work tree, without links on the way to the clone. */
function storeIn({ root }: Checkout, { directory, storeDirectory }: Packing): string {
  return relative(root, resolve(realpathSync(directory), relative(directory, storeDirectory)));
}

interface Work {
  readonly packing: Packing;
  readonly checkout: Checkout;
  readonly version: string;
  readonly tree: ScannedTree;
  readonly allowed: (path: string) => boolean;
}

async function pack(work: Work, before: readonly Finding[], draft: Draft): Promise<Made> {
  const { tree, allowed } = work;
  const compression = bestCompression();
  const name = archiveNames[compression];
  const { entries, findings, sha256 } = await packTree(tree, {
    file: join(draft.directory, name),
    compression,
    inspect: (path, content) => (allowed(path) ? [] : secretsIn(path, content)),
  });
  refuse([...before, ...findings]);
  const manifest = manifestOf(work, entries);
  const { stored, isNew } = await draft.keep({ manifest, archive: { name, sha256 } });
  return { ...stored, isNew };
}

function refuse(findings: readonly Finding[]) {
  if (!isRefused(findings)) return;
  const details = findings.map((each) => `${each.rule}: ${lineOfFinding(each)}`);
  throw new Stop(
    'failed',
    `Cannot pack the tree: ${findings.length === 1 ? 'one thing speaks' : `${findings.length} things speak`} against it`,
    { details },
  );
}

async function versionOf(
  { store, app, known, scheme, now, tag, given }: Packing,
  { commit, tags }: Checkout,
) {
  const packed = await store.list(app);
  return chooseVersion({ scheme, commit, now, tags, known: [...packed, ...known], tag, given });
}

function manifestOf({ packing, checkout, version }: Work, entries: readonly Entry[]): Manifest {
  const files = [...entries];
  const { app, migrations, hooks, now, builtBy, branch } = packing;
  return {
    format: manifestFormat,
    app,
    version,
    build: buildOf(version, checkout.commit),
    commit: checkout.commit,
    branch: branch ?? checkout.branch,
    tree: checkout.tree,
    requires_migration: migrationFiles(files, migrations).length > 0,
    hooks: [...hooks],
    created_at: now,
    built_by: builtBy,
    digest: sha256(contentOf({ app, files })),
    files,
  };
}
