import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => {
  // What is sealed gives way only to those who may write to it.
  if (made.length > 0) spawnSync('sh', ['-c', 'chmod -R u+w "$@"; rm -rf "$@"', 'sh', ...made]);
});

/** A new directory that is gone when the tests of the file have ended. */
export function scratch(name: string): string {
  const path = mkdtempSync(`/tmp/cutover-${name}-`);
  made.push(path);
  return path;
}
