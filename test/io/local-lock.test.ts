import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type LocalLock, localLock } from '../../src/io/local-lock.ts';

const owner = { run: 'run-1', who: 'ana', since: '2026-11-21T12:00:00.000Z' };

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'lock');
}

const isOurs = (lock: LocalLock) => 'release' in lock;

test('a lock is held until it is released, and says who holds it', async () => {
  const directory = aDirectory();
  const first = await localLock(directory, owner);
  expect(await localLock(directory, { ...owner, run: 'run-2' })).toMatchObject({
    heldBy: { run: 'run-1', who: 'ana', pid: process.pid },
  });
  if ('release' in first) await first.release();
  expect(isOurs(await localLock(directory, owner))).toBe(true);
  expect(readdirSync(directory)).toHaveLength(1);
});

test('of many at once at most one has it', async () => {
  const directory = aDirectory();
  const all = await Promise.all(Array.from({ length: 20 }, () => localLock(directory, owner)));
  expect(all.filter(isOurs).length).toBeLessThanOrEqual(1);
  expect(readdirSync(directory).length).toBe(all.filter(isOurs).length);
});

/** Another process, and a file that says that it holds the lock. */
async function aProcessWithTheLock(directory: string) {
  const child = spawn('sleep', ['60']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const own = await localLock(directory, owner);
  const [name = ''] = readdirSync(directory);
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const held = JSON.parse(readFileSync(join(directory, name), 'utf8'));
  const birth = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  writeFileSync(join(directory, 'other.lock'), JSON.stringify({ ...held, pid: child.pid, birth }));
  if ('release' in own) await own.release();
  const kill = () => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    return ended;
  };
  return { held, kill };
}

test('the lock of a process that was killed is taken over', async () => {
  const directory = aDirectory();
  const other = await aProcessWithTheLock(directory);
  expect(isOurs(await localLock(directory, owner))).toBe(false);
  await other.kill();
  expect(isOurs(await localLock(directory, owner))).toBe(true);
  expect(readdirSync(directory)).not.toContain('other.lock');
});

test.each([
  ['the number of a dead process that another has now is not taken for it', { birth: '1' }, true],
  ['a process of another machine cannot be judged: it holds the lock', { machine: 'other' }, false],
])('%s', async (_, change, taken) => {
  const directory = aDirectory();
  const { held } = await aProcessWithTheLock(directory);
  writeFileSync(join(directory, 'other.lock'), JSON.stringify({ ...held, ...change }));
  expect(isOurs(await localLock(directory, owner))).toBe(taken);
});

test('a lock that nobody can read is somebody’s', async () => {
  const directory = aDirectory();
  const lock = await localLock(directory, owner);
  if ('release' in lock) await lock.release();
  writeFileSync(join(directory, 'broken.lock'), '{');
  expect(await localLock(directory, owner)).toEqual({
    heldBy: { file: join(directory, 'broken.lock') },
  });
});

test('where no lock can be put the run ends with a sentence', async () => {
  const file = fileURLToPath(import.meta.url);
  await expect(localLock(join(file, 'lock'), owner)).rejects.toMatchObject({
    name: 'Stop',
    code: 'failed',
    message: expect.stringContaining('ENOTDIR'),
  });
});
