import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { Stop } from '../error.ts';
import { isSystemError } from './system-error.ts';

const lockHolder = z.object({
  run: z.string(),
  who: z.string(),
  since: z.string(),
  host: z.string(),
  pid: z.number(),
  /** What tells this host’s processes from those of every other, and of another boot. */
  machine: z.string(),
  /** When the process began: its number may be given to another. Only where the system tells. */
  birth: z.string(),
});

/** A process that holds a lock; only the file is known where nobody can read who it is. */
export type LockHolder = Partial<z.output<typeof lockHolder>> & { readonly file: string };

/** The lock is ours until it is released, or somebody else’s. */
export type LocalLock = { readonly release: () => Promise<void> } | { readonly heldBy: LockHolder };

const attempts = 5;

/**
 * Takes a lock that is a directory: each process puts a file of its own there and only then looks for others, so that
 * of two at once at least one sees the other and goes. A file whose process is dead is removed; nobody but that process
 * ever had its name, so nothing alive is removed by mistake. Processes of another machine cannot be judged, and hold it.
 */
export async function localLock(
  directory: string,
  owner: { readonly run: string; readonly who: string; readonly since: string },
): Promise<LocalLock> {
  const self = {
    ...owner,
    host: hostname(),
    pid,
    machine: await machine(),
    birth: await birth(pid),
  };
  for (let attempt = 1; ; attempt += 1) {
    const file = await enter(directory, self);
    const [other] = await othersIn(directory, { file, machine: self.machine });
    if (other === undefined) return { release: () => rm(file, { force: true }) };
    await rm(file, { force: true });
    if (attempt === attempts) return { heldBy: other };
    await setTimeout(20 + Math.random() * 80);
  }
}

/** The file appears whole: nobody reads half an owner. */
async function enter(directory: string, self: object): Promise<string> {
  const file = join(directory, `${randomUUID()}.lock`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(self), { mode: 0o600 });
    await rename(`${file}.new`, file);
    return file;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new Stop('failed', `Cannot take the lock in "${directory}": ${cause.code}`, { cause });
  }
}

async function othersIn(
  directory: string,
  self: { readonly file: string; readonly machine: string },
): Promise<readonly LockHolder[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.lock'));
  const files = names.map((name) => join(directory, name)).filter((file) => file !== self.file);
  const holders = await Promise.all(files.map(holderIn));
  const found = holders.filter((holder) => holder !== undefined);
  const dead = await Promise.all(found.map((holder) => isDead(holder, self.machine)));
  await Promise.all(
    found.filter((_, index) => dead[index]).map(({ file }) => rm(file, { force: true })),
  );
  return found.filter((_, index) => !dead[index]);
}

async function holderIn(file: string): Promise<LockHolder | undefined> {
  try {
    return { file, ...lockHolder.safeParse(JSON.parse(await readFile(file, 'utf8'))).data };
  } catch (error) {
    // Released while we looked; anything else that cannot be read may be somebody’s.
    return isSystemError(error) && error.code === 'ENOENT' ? undefined : { file };
  }
}

async function isDead(holder: LockHolder, here: string): Promise<boolean> {
  if (holder.pid === undefined || holder.machine !== here) return false;
  if (!isRunning(holder.pid)) return true;
  const now = await birth(holder.pid);
  return now !== '' && now !== holder.birth;
}

function isRunning(number: number): boolean {
  try {
    return kill(number, 0);
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

/** Host, boot and the space in which process numbers count. Where Linux does not tell, the host’s name has to do. */
async function machine(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return [hostname(), boot.trim(), space].join(' ');
}

/** When a process began, in ticks since the boot; '' where that is not to be known. */
async function birth(number: number): Promise<string> {
  const stat = await readFile(`/proc/${number}/stat`, 'utf8').catch(() => '');
  // The third field is the state, the 22nd the start; the second is a name that may have spaces. Source: proc(5), 2026-11-21.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie is dead, and only not yet fetched by its parent.
  return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '');
}
