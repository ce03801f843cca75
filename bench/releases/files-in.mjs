import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every regular file of a tree, always in the same order. */
export function filesIn(tree) {
  return readdirSync(tree, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
