import type { Entry } from './entry.ts';
import { filesBelow } from './migration-files.ts';

/** The migration files a package brings that the live release does not have, in order. */
export function newMigrations(
  files: readonly Entry[],
  directory: string | undefined,
  live: readonly string[],
): string[] {
  if (directory === undefined) return [];
  const have = new Set(live);
  return filesBelow(files, directory)
    .map(({ name }) => name)
    .filter((name) => !have.has(name))
    .toSorted();
}
