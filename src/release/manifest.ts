import * as z from 'zod';
import { type Entry, entry, treeProblems } from './entry.ts';

/** The manifest's form. A reader refuses any other. */
export const manifestFormat = 1;

/** The name of a build: also the name of its directory on a host. */
export const buildName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/, {
  error:
    'a build is letters, digits, ".", "_", "+" and "-", at most 128, and begins with a letter or digit',
});

/** A name below which nothing can lie: `app`, a target. */
export const plainName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
  error: 'a name is letters, digits, ".", "_" and "-", and begins with a letter or digit',
});

/** What a package contains, for one commit. Its keys are public: other tools read them. */
export const manifest = z
  .strictObject({
    format: z.literal(manifestFormat),
    app: plainName,
    version: z.string().min(1),
    /** `<version>+<first seven of the commit>`: the release's name everywhere. */
    build: buildName,
    commit: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
    /** Empty for a checkout that is on no branch, as in a build of a tag. */
    branch: z.string(),
    /** The commit's git tree. */
    tree: z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/),
    requires_migration: z.boolean(),
    /** The command lines of the hooks declared when it was packed. */
    hooks: z.array(z.string()),
    /** UTC, ISO 8601. Not part of the digest. */
    created_at: z.iso.datetime(),
    /** Not part of the digest. */
    built_by: z.strictObject({ who: z.string(), pipeline: z.string(), step: z.string() }),
    /** SHA-256 over `contentOf` this manifest: the same tree has the same digest on any machine. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    files: z.array(entry),
  })
  .superRefine(({ files }, context) => {
    for (const message of treeProblems(files)) {
      context.addIssue({ code: 'custom', path: ['files'], message });
    }
  });
export type Manifest = z.infer<typeof manifest>;

const { files: _, ...head } = manifest.shape;

/** A manifest without its files: enough to tell packages apart, and cheap to keep for many of them. */
export const manifestHead = z.object(head);
export type ManifestHead = z.infer<typeof manifestHead>;

/** What the digest of a package covers: the app and every file, in the order of their paths. */
export function contentOf({ app, files }: Pick<Manifest, 'app' | 'files'>): string {
  const head = ['cutover', manifestFormat, app];
  return `${[head, ...files.map(rowOf)].map((row) => JSON.stringify(row)).join('\n')}\n`;
}

function rowOf(each: Entry): readonly (string | number)[] {
  switch (each.type) {
    case 'file':
      return ['file', each.path, each.mode, each.size, each.sha256];
    case 'link':
      return ['link', each.path, each.target];
    case 'directory':
      return ['directory', each.path];
  }
}
