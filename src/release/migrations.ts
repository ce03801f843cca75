import { normalize } from 'node:path/posix';
import type { Entry } from './entry.ts';

/** The migration files a package brings that the live release does not have, in order. */
export function newMigrations(
  files: readonly Entry[],
  directory: string | undefined,
  live: readonly string[],
): string[] {
  if (directory === undefined) return [];
  const top = normalize(`${directory}/`).replace(/^\.\/$/, '');
  const have = new Set(live);
  return files
    .filter(({ type, path }) => type === 'file' && path.startsWith(top))
    .map(({ path }) => path.slice(top.length))
    .filter((path) => !have.has(path))
    .toSorted();
}
