import type { UnreadEntry } from './entry.ts';
import type { Finding } from './finding.ts';
import { linksOf, staysInside } from './stays-inside.ts';

/** The name of the manifest: in a release's directory it is this tool's own. */
export const manifestName = 'manifest.json';

/** Everything in a tree that keeps it from being a package; `require` names files it must have. */
export function packageFindings(
  entries: readonly UnreadEntry[],
  { require }: { readonly require: readonly string[] },
): Finding[] {
  return [
    ...emptiness(entries),
    ...missing(entries, require),
    ...takenNames(entries),
    ...collisions(entries),
    ...escapes(entries),
  ];
}

function emptiness(entries: readonly UnreadEntry[]): Finding[] {
  if (entries.some(({ type }) => type === 'file')) return [];
  return [
    error({
      rule: 'empty-tree',
      subject: '.',
      message: 'there is no file to pack',
      hint: 'Build first, and look at "package.from" and "package.exclude"',
    }),
  ];
}

function missing(entries: readonly UnreadEntry[], require: readonly string[]): Finding[] {
  const present = new Set(
    entries.flatMap(({ path, type }) => (type === 'directory' ? [] : [path])),
  );
  return require
    .filter((path) => !present.has(path))
    .map((path) =>
      error({
        rule: 'required-missing',
        subject: path,
        message: 'a required file is not in the tree',
        hint: 'Build first, or take it out of "package.require"',
      }),
    );
}

function takenNames(entries: readonly UnreadEntry[]): Finding[] {
  if (!entries.some(({ path }) => path === manifestName)) return [];
  return [
    error({
      rule: 'name-taken',
      subject: manifestName,
      message: 'a release directory holds its own file of this name',
      hint: 'Move the file, or name it in "package.exclude"',
    }),
  ];
}

/** Names that are one name on a file system that folds case or normalises Unicode. */
function collisions(entries: readonly UnreadEntry[]): Finding[] {
  const first = new Map<string, string>();
  return entries.flatMap(({ path }) => {
    const name = path.lastIndexOf('/') + 1;
    const key = path.slice(0, name) + folded(path.slice(name));
    const other = first.get(key);
    if (other === undefined) first.set(key, path);
    if (other === undefined || other === path) return [];
    return [
      error({
        rule: 'names-collide',
        subject: path,
        message: `the same name as "${other}" where case or Unicode form does not count`,
        hint: 'Rename one of the two',
      }),
    ];
  });
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

function escapes(entries: readonly UnreadEntry[]): Finding[] {
  const links = linksOf(entries);
  return entries.flatMap((each) => {
    if (each.type !== 'link' || staysInside(each.path, each.target, links)) return [];
    return [
      error({
        rule: 'link-leaves-tree',
        subject: each.path,
        message: `the link points out of the tree: "${each.target}"`,
        hint: 'Make it relative and inside, or exclude it; what releases share belongs to "shared"',
      }),
    ];
  });
}

function error(finding: Omit<Finding, 'severity'>): Finding {
  return { severity: 'error', ...finding };
}
