import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface OwnedDirectory {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** A temporary directory that belongs to an account; its path is short enough for a socket in it. */
export async function ownedDirectory(
  name: string,
  user: string | undefined,
): Promise<OwnedDirectory> {
  const path = await mkdtemp(join(tmpdir(), `cutover-${name}-`));
  if (user !== undefined) execFileSync('chown', [`${user}:`, path]);
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
