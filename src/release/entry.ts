import * as z from 'zod';
import { linksOf, staysInside } from './stays-inside.ts';

/** A path inside a release: relative, `/` between names, no `.` or `..`, no empty name, any other character. */
export const entryPath = z
  .string()
  .min(1)
  .refine((path) => !/(?:^|\/)\.{0,2}(?:\/|$)/.test(path), {
    error: 'a path inside the release is relative, without "." or ".."',
  })
  .refine((path) => !path.includes('\0'), { error: 'a path has no NUL' });

/** One thing in a release's tree. Owners and times are not part of it; of a mode only what git keeps. */
export const entry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file'),
    path: entryPath,
    mode: z.enum(['0644', '0755']),
    /** Bytes. */
    size: z.int().min(0),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  z.strictObject({
    type: z.literal('link'),
    path: entryPath,
    mode: z.literal('0777'),
    /** The link's text: relative, and inside the tree. */
    target: z.string().min(1),
  }),
  z.strictObject({ type: z.literal('directory'), path: entryPath, mode: z.literal('0755') }),
]);
export type Entry = z.infer<typeof entry>;

type FileEntry = Extract<Entry, { type: 'file' }>;

/** An entry whose content nobody has read yet. */
export type UnreadEntry = Omit<FileEntry, 'sha256'> | Exclude<Entry, FileEntry>;

/** Orders paths by their UTF-16 code units: the same on every machine, whatever its locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

/** What cannot be in one tree, as sentences: paths that occur twice or lie below a file or link, links that leave it. */
export function treeProblems(entries: readonly UnreadEntry[]): string[] {
  const links = linksOf(entries);
  const types = new Map(entries.map(({ path, type }) => [path, type]));
  const seen = new Set<string>();
  const wall = wallsOf(types);
  return entries.flatMap((each) => {
    const twice = seen.has(each.path);
    seen.add(each.path);
    const above = wall(parentOf(each.path));
    return [
      ...(twice ? [`"${each.path}" occurs twice`] : []),
      ...(above === undefined
        ? []
        : [`"${each.path}" lies below "${above}", which is no directory`]),
      ...(each.type === 'link' && !staysInside(each.path, each.target, links)
        ? [`the link "${each.path}" leaves the tree: "${each.target}"`]
        : []),
    ];
  });
}

/** What of a path, or above it, is no directory, the top one first; asked once for each directory of a tree. */
function wallsOf(types: ReadonlyMap<string, Entry['type']>) {
  const known = new Map<string, string | undefined>([['', undefined]]);
  return function wall(path: string): string | undefined {
    if (known.has(path)) return known.get(path);
    const isWall = (types.get(path) ?? 'directory') !== 'directory';
    const found = wall(parentOf(path)) ?? (isWall ? path : undefined);
    known.set(path, found);
    return found;
  };
}

/** The directory a path lies in; empty for what lies at the top. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The directories a path lies in, the top one first. */
export function ancestors(path: string): string[] {
  const names = path.split('/');
  return names.slice(1).map((_, index) => names.slice(0, index + 1).join('/'));
}
