import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** What lies at a path: a file's content, a link, a directory, or something no archive can hold. */
export type Leaf =
  | string
  | Buffer
  | { link: string }
  | 'directory!'
  | 'fifo!'
  | { program: string };

/** A temporary directory, gone when the test is. */
export function aScratch(): string {
  const path = mkdtempSync(join(tmpdir(), 'cutover-tree-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A real tree, gone when the test is. */
export function aTree(leaves: Readonly<Record<string, Leaf>>): string {
  const root = aScratch();
  for (const [path, leaf] of Object.entries(leaves)) place(join(root, path), leaf);
  return root;
}

function place(path: string, leaf: Leaf) {
  mkdirSync(dirname(path), { recursive: true });
  if (leaf === 'directory!') mkdirSync(path, { recursive: true });
  else if (leaf === 'fifo!') execFileSync('mkfifo', [path]);
  else if (typeof leaf === 'string' || Buffer.isBuffer(leaf)) writeFileSync(path, leaf);
  else if ('link' in leaf) symlinkSync(leaf.link, path);
  else {
    writeFileSync(path, leaf.program);
    chmodSync(path, 0o755);
  }
}
