import { chmodSync, lstatSync, utimesSync, writeFileSync } from 'node:fs';

/** Another content of the same size in a file, which is read-only again and as old as before. */
export function rot(path: string, content: string): void {
  const { atime, mtime } = lstatSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, content);
  chmodSync(path, 0o444);
  utimesSync(path, atime, mtime);
}
