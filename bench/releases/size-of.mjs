import { statSync } from 'node:fs';
import { filesIn } from './files-in.mjs';

/** How much a tree is. */
export function sizeOf(tree) {
  const files = filesIn(tree);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { files: files.length, megabytes: Math.round(bytes / 1e6) };
}
