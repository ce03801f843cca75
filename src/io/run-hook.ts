import { PassThrough } from 'node:stream';
import { reasonOf, Stop } from '../error.ts';
import { toShell } from '../shell.ts';
import { hookOutput, type Trailer } from './hook-output.ts';
import { hookGrace, hookScript } from './hook-script.ts';
import type { Connection } from './io.ts';

export interface Hook {
  /** The line of shell, as the user wrote it. */
  readonly line: string;
  readonly directory: string;
  /** Added to what the session has. */
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** Random, new for every hook: marks its result in the output. */
  readonly nonce: string;
  /** Any clock that does not go back, in milliseconds. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Output and errors, merged, as they come. */
  readonly onOutput?: (text: string) => void;
}

export interface HookResult {
  /** Null when it did not end by itself. From 128 on it was a signal. */
  readonly exit: number | null;
  /** Everything but "passed" is a failure. */
  readonly outcome: 'passed' | 'failed' | 'timed out' | 'unknown' | 'interrupted';
  readonly seconds: number;
  /** The last 4,000 characters of its output. */
  readonly tail: string;
}

/** How long the supervisor may take, in milliseconds, to end the hook and to say so. */
const patience = (hookGrace + 3) * 1_000;

/** How long the supervisor may take, in milliseconds, to end itself after it has said how the hook ended. */
const farewell = 2_000;

/**
 * Runs a user's hook on a host so that all of it is gone when its time is up, when the run is interrupted, and
 * when the runner dies. Its result is what its supervisor says; without that word it is unknown, which is a failure.
 */
export async function runHook(connection: Connection, hook: Hook): Promise<HookResult> {
  checkNames(hook.environment);
  const started = hook.now();
  const output = hookOutput(hook.nonce, (text) => hook.onOutput?.(text));
  const lost = await supervise(connection, hook, output);
  output.close();
  const trailer = output.trailer();
  const seconds = (hook.now() - started) / 1_000;
  const tail = trailer === undefined ? `${output.tail()}${lost}` : output.tail();
  return { ...verdictOn(trailer, hook.signal?.aborted === true), seconds, tail };
}

/** Holds the supervisor's input open until the hook has ended, and gives the reason if it did not end properly. */
async function supervise(
  connection: Connection,
  hook: Hook,
  output: ReturnType<typeof hookOutput>,
): Promise<string> {
  const lifeline = new PassThrough();
  const letGo = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const letGoAfter = (wait: number) => timers.push(setTimeout(() => letGo.abort(), wait));
  const interrupt = () => {
    lifeline.end();
    letGoAfter(patience);
  };
  const onOutput = (chunk: Buffer) => {
    output.add(chunk);
    if (output.trailer() === undefined || lifeline.writableEnded) return;
    lifeline.end();
    // A daemon that the hook left behind may hold the output open and never fall silent.
    letGoAfter(farewell);
  };
  letGoAfter(hook.timeout * 1_000 + patience);
  hook.signal?.addEventListener('abort', interrupt, { once: true });
  if (hook.signal?.aborted) interrupt();
  try {
    await connection.run(toShell(hookScript(hook)), {
      stdin: lifeline,
      onOutput,
      signal: letGo.signal,
    });
    return '';
  } catch (error) {
    return reasonOf(error);
  } finally {
    timers.forEach(clearTimeout);
    hook.signal?.removeEventListener('abort', interrupt);
  }
}

function verdictOn(
  trailer: Trailer | undefined,
  interrupted: boolean,
): Pick<HookResult, 'exit' | 'outcome'> {
  if (trailer?.why === 'exited')
    return { exit: trailer.code, outcome: trailer.code === 0 ? 'passed' : 'failed' };
  if (interrupted) return { exit: null, outcome: 'interrupted' };
  return { exit: null, outcome: trailer?.why === 'late' ? 'timed out' : 'unknown' };
}

/** `env` takes a word for a variable only up to its first "=". */
function checkNames(environment: Readonly<Record<string, string>>): void {
  const wrong = Object.keys(environment).filter((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (wrong.length === 0) return;
  throw new Stop('usage', `Cannot run a hook: no variable can be named "${wrong.join('", "')}"`, {
    hint: 'Use letters, digits and underscores, a letter first',
  });
}
