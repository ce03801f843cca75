import { type Entry, parentOf } from './entry.ts';
import { entryOf, type Found } from './listing.ts';

/** How a directory that holds one tree becomes one that holds another. */
export interface Delta {
  /** What must be brought: what changed, what is new, what is wanted as an own copy. */
  readonly sent: readonly Entry[];
  /** What must go first, each with all below it. */
  readonly deleted: readonly string[];
}

/** Does this path belong to a release alone, whatever an earlier release has there? */
export type IsOwn = (path: string) => boolean;

/** What of an earlier release may become part of a new one. */
export interface Linkable {
  readonly isOwn: IsOwn;
  /** Can the host make hard links to symbolic links? */
  readonly links: boolean;
}

/** The way from what a directory holds to what it shall hold. Both are in order of path. */
export function delta(have: readonly Entry[], want: readonly Entry[], may: Linkable): Delta {
  const wanted = new Map(want.map((each) => [each.path, each]));
  const kept = new Set<string>();
  const deleted: string[] = [];
  const gone = new Set<string>();
  for (const each of have) {
    if (gone.has(parentOf(each.path))) {
      gone.add(each.path);
      continue;
    }
    if (isKept(each, wanted.get(each.path), may)) kept.add(each.path);
    else {
      deleted.push(each.path);
      gone.add(each.path);
    }
  }
  return { deleted, sent: want.filter(({ path }) => !kept.has(path)) };
}

/**
 * A thing of an earlier release as an entry. What somebody may write to (a release that was taken over is its app’s
 * own) is as nothing that is wanted: a link to it would let them write into both.
 */
export function linkable(found: Found): Entry {
  const entry = entryOf(found);
  const isOpen = 'mode' in found && (Number.parseInt(found.mode, 8) & 0o222) !== 0;
  return entry.type === 'file' && isOpen ? { ...entry, sha256: '' } : entry;
}

/** Does the delta bring less than the whole? */
export function isSmaller({ sent, deleted }: Delta, whole: readonly Entry[]): boolean {
  return weightOf(sent) + weightOf(deleted) < weightOf(whole);
}

/** Bytes in a tar, about: a header for each. */
function weightOf(list: readonly (Entry | string)[]): number {
  const size = (each: Entry | string) =>
    typeof each === 'object' && each.type === 'file' ? each.size : 0;
  return list.reduce((sum, each) => sum + size(each) + 512, 0);
}

/** Can every path be told in one line? A listing of a host has a path on each. */
export function isPlain(entries: readonly Entry[]): boolean {
  return entries.every(({ path }) => !path.includes('\n'));
}

/** Paths and all below them, as a question. */
export function below(paths: readonly string[]): IsOwn {
  if (paths.length === 0) return () => false;
  return (path) => paths.some((each) => path === each || path.startsWith(`${each}/`));
}

function isKept(have: Entry, want: Entry | undefined, { isOwn, links }: Linkable): boolean {
  if (want === undefined) return false;
  if (have.type === 'directory') return want.type === 'directory';
  return isSame(have, want) && !isOwn(have.path) && (links || have.type !== 'link');
}

function isSame(a: Entry, b: Entry): boolean {
  if (a.type === 'link') return b.type === 'link' && a.target === b.target;
  return (
    a.type === 'file' &&
    b.type === 'file' &&
    a.mode === b.mode &&
    a.size === b.size &&
    a.sha256 === b.sha256
  );
}
