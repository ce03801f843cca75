import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from './system-error.ts';

/** An empty directory for something in the making. */
export interface DraftDirectory {
  readonly directory: string;
  discard(): Promise<void>;
}

const oneDay = 24 * 60 * 60 * 1000;

/** A new directory among the drafts; those that killed runs left behind are removed. */
export async function draftDirectory(drafts: string): Promise<DraftDirectory> {
  await mkdir(drafts, { recursive: true });
  await clearDead(drafts);
  const directory = await mkdtemp(join(drafts, `${process.pid}@${hostname()}@`));
  return { directory, discard: () => rm(directory, { recursive: true, force: true }) };
}

async function clearDead(drafts: string): Promise<void> {
  for (const name of await readdir(drafts)) {
    const directory = join(drafts, name);
    if (await isDead(directory, name)) await rm(directory, { recursive: true, force: true });
  }
}

/** A process of this machine that is gone, or of another one that wrote nothing for a day: nobody packs that long. */
async function isDead(directory: string, name: string): Promise<boolean> {
  const [pid, host] = name.split('@');
  if (host === hostname() && !isAlive(Number(pid))) return true;
  const { mtimeMs } = await stat(directory).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > oneDay;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}
