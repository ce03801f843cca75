import { type ChildProcess, spawn } from 'node:child_process';
import { readlink, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, Stop } from '../error.ts';
import type { Connection, RunOptions } from './io.ts';
import { waitForCommand } from './wait-for-command.ts';

/** How long an interrupted command may take to end by itself, in milliseconds. */
const grace = 5_000;

/**
 * This machine, behind the same port as a host over SSH. Commands see only the environment given here: the
 * runner's own holds secrets, and a host over SSH would not see it either.
 */
export function connectLocal(environment: Readonly<Record<string, string>>): Connection {
  return {
    host: 'local',
    run: (line, options = {}) => runHere(line, options, environment),
    openAhead: () => undefined,
    renameMethod: async () => 'rename',
    proveRename: async () => 'rename',
    rename: renameHere,
    close: () => undefined,
  };
}

function runHere(line: string, options: RunOptions, environment: Readonly<Record<string, string>>) {
  const child = spawn('sh', ['-c', line], { detached: true, env: environment });
  return waitForCommand(child, {
    ...options,
    host: 'local',
    abandon: async () => {
      // Ended by itself, but something it left behind still holds its output: that may live on.
      if (child.exitCode === null && child.signalCode === null) await endGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
    },
  });
}

async function endGroup({ pid }: ChildProcess): Promise<void> {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const step = 50;
  for (let waited = 0; isThere(pid) && waited < grace; waited += step) await sleep(step);
  signalGroup(pid, 'SIGKILL');
}

function isThere(group: number): boolean {
  return signalGroup(group, 0);
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

async function renameHere(from: string, to: string): Promise<string> {
  await rename(from, to).catch((cause) => {
    throw new Stop(
      'failed',
      `Cannot rename "${from}" to "${to}" on local: ${reasonWithoutPaths(cause)}`,
      { cause },
    );
  });
  return readlink(to).catch(() => '');
}

/** Node repeats both paths at the end of its message. */
function reasonWithoutPaths(cause: unknown): string {
  return reasonOf(cause).replace(/, rename '[\s\S]*$/, '');
}
