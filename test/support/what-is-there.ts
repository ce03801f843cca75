import { execFileSync } from 'node:child_process';

/** Everything below a directory, with owners, modes, times and link texts: the same twice when nobody touched anything. */
export function whatIsThere(path: string): string[] {
  const format = '%P %y %m %u %s %T@ %C@ %l\n';
  return execFileSync('find', [path, '-printf', format], { encoding: 'utf8' }).split('\n').sort();
}
