import { normalize } from 'node:path/posix';
import type { UnreadEntry } from './entry.ts';

/** What the config says about migrations. */
export interface Migrations {
  readonly kind: string;
  /** The directory they lie in. */
  readonly files: string;
}

/** The paths of the migrations a tree brings; none when the app says it has none. */
export function migrationFiles(
  entries: readonly UnreadEntry[],
  migrations: Migrations | undefined,
): string[] {
  if (migrations === undefined || migrations.kind === 'none') return [];
  return filesBelow(entries, migrations.files).map(({ path }) => path);
}

/** The files below a directory of the tree, each with its path and its name from that directory on. */
export function filesBelow(
  entries: readonly UnreadEntry[],
  directory: string,
): { readonly path: string; readonly name: string }[] {
  const top = normalize(`${directory}/`).replace(/^\.\/$/, '');
  return entries.flatMap(({ path, type }) =>
    type === 'file' && path.startsWith(top) ? [{ path, name: path.slice(top.length) }] : [],
  );
}
