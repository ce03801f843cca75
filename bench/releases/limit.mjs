import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesIn } from './files-in.mjs';
import { links } from './links.mjs';

/** What has to go over the line whoever sends it: new and changed files, compressed. */
export function changedBytes(tree, base) {
  const wanted = filesIn(tree)
    .map((file) => relative(tree, file))
    .filter((path) => base === undefined || !same(join(tree, path), join(base, path)));
  if (wanted.length === 0) return 0;
  const script = 'tar -C "$1" --null -T - -cf - | zstd -q -3 | wc -c';
  const input = `${wanted.join('\0')}\0`;
  return Number(execFileSync('sh', ['-c', script, 'sh', tree], { input }).toString());
}

/** Those bytes at the line’s rate, and the eight round trips of a connection. */
export function limitSeconds(bytes, link) {
  const { megabits, milliseconds } = links[link];
  return (megabits === 0 ? 0 : (bytes * 8) / megabits / 1e6) + (8 * milliseconds) / 1000;
}

function same(one, other) {
  const size = statSync(other, { throwIfNoEntry: false })?.size;
  return size === statSync(one).size && readFileSync(one).equals(readFileSync(other));
}
