import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface DaemonOptions {
  /** The account it runs as; without it, ours. Naming one takes root. */
  readonly user?: string | undefined;
  readonly cwd?: string;
  /** A process whose view of the file system it shares; without it, ours. Naming one takes root. */
  readonly inside?: number | undefined;
  /** The file that gets what it writes. */
  readonly log: string;
}

/** A server program that runs beside the test. */
export interface Daemon {
  readonly pid: number;
  running(): boolean;
  /** Ends the program and every process it has started. */
  readonly stop: () => Promise<void>;
}

/** Starts a program in a process group of its own. If the test dies, the kernel ends the program. */
export function startDaemon(argv: readonly string[], options: DaemonOptions): Daemon {
  const log = openSync(options.log, 'a');
  // Changing the account would clear the signal, so the account comes first.
  const tied = ['setpriv', '--pdeathsig', 'TERM', ...argv];
  const cwd = options.cwd ?? '/';
  const argvAsUser = asUser(options.user, tied);
  const [command = '', ...words] =
    options.inside === undefined
      ? argvAsUser
      : [
          'nsenter',
          `--mount=/proc/${options.inside}/ns/mnt`,
          'env',
          `--chdir=${cwd}`,
          ...argvAsUser,
        ];
  const child = spawn(command, words, {
    cwd: options.inside === undefined ? cwd : '/',
    detached: true,
    stdio: ['ignore', log, log],
  });
  const exited = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start "${argv[0]}": no such program`);
  const running = () => child.exitCode === null && child.signalCode === null;
  return {
    pid,
    running,
    async stop() {
      signalGroup(pid, 'SIGTERM');
      await Promise.race([exited, sleep(10_000, undefined, { ref: false })]);
      signalGroup(pid, 'SIGKILL');
      await exited;
    },
  };
}

/** The words that run a command as another account. */
export function asUser(user: string | undefined, argv: readonly string[]): readonly string[] {
  if (user === undefined) return argv;
  return ['setpriv', '--reuid', user, '--regid', user, '--init-groups', ...argv];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is empty already.
  }
}
