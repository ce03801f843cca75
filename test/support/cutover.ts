import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/pipe/main.js', import.meta.url));

/** How a run of the command line ended. */
export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that goes on: it can be waited for, watched and killed. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves the moment the text has been printed; rejects when the run ends without it. */
  saw(text: string): Promise<void>;
}

export interface Calling {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs the built command line with nothing in its environment but what is given. */
export function start(words: readonly string[], { cwd, env = {} }: Calling): Started {
  const child = spawn(process.execPath, [main, ...words], {
    cwd,
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: cwd,
      USER: 'ana',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const printed = new EventEmitter();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    printed.emit('more');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    printed.emit('more');
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exit) => resolve({ exit, stdout, stderr }));
  });
  const saw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => `${stdout}${stderr}`.includes(text) && resolve();
      printed.on('more', look);
      look();
      // Nothing is heard after the promise is settled.
      const never = () => reject(new Error(`"${text}" was not printed:\n${stdout}${stderr}`));
      void ended.then(never);
    });
  return { process: child, ended, saw };
}

/** Runs the built command line to its end. */
export function cutover(words: readonly string[], calling: Calling): Promise<Ended> {
  return start(words, calling).ended;
}
