import { PassThrough } from 'node:stream';
import { reasonOf, Stop } from '../error.ts';
import { isOusted } from '../ousted.ts';
import { toShell } from '../shell.ts';
import { hookOutput } from './hook-output.ts';
import { type HookScript, hookScript, type Joining, markStart, stopWord } from './hook-script.ts';
import { hookGrace } from './hook-supervisor.ts';
import type { Connection } from './io.ts';
import { isLost, type Lost } from './lost.ts';

/** A hook, and what is to be heard of it. Its nonce is new for every hook: one hook is run once, however often the connection breaks. */
export interface Hook extends HookScript {
  /** Any clock that does not go back, in milliseconds. */
  readonly now: () => number;
  /** Ends the hook. */
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

/** How the supervisor says that a hook has ended; `lost` when there is no supervisor that could. */
interface Trailer {
  readonly why: 'exited' | 'late' | 'stopped' | 'lost';
  readonly code: number;
}

/** How long it may take, in milliseconds, to end a hook and to say so. */
const patience = (hookGrace + 5) * 1_000;

/** How long it may take, in milliseconds, until the host shows the hook: a lost connection is re-opened meanwhile. */
const approach = 120_000;

/** How often in a row a hook may fail to be reached. */
const attempts = 5;

/**
 * Runs a user's hook on a host, once: where the connection breaks, it is joined again from where its output was
 * lost. All of it is gone when its time is up or the run is interrupted; when the runner dies, at its time's end.
 * Its result is what its supervisor says; without that word it is unknown, which is a failure.
 */
export async function runHook(connection: Connection, hook: Hook): Promise<HookResult> {
  checkNames(hook.environment);
  const started = hook.now();
  const output = hookOutput(hook.nonce, (text) => hook.onOutput?.(text));
  const { trailer, lost } = await follow(connection, hook, output);
  output.close();
  const seconds = (hook.now() - started) / 1_000;
  return {
    ...verdictOn(trailer, hook.signal?.aborted === true),
    seconds,
    tail: `${output.tail()}${lost}`,
  };
}

type Output = ReturnType<typeof hookOutput>;
type End = { readonly trailer: Trailer | undefined; readonly lost: string };

/** Joins the hook as often as it takes to know how it ended. */
async function follow(connection: Connection, hook: Hook, output: Output): Promise<End> {
  let as: Joining['as'] = 'first';
  for (let failed = 0; ; ) {
    output.join();
    const told = await join(connection, { hook, output, as }).catch((error: unknown) => ({
      error,
    }));
    if (typeof told === 'string') return endOf(told, hook.nonce);
    const { error } = told;
    failed = output.joined() ? 0 : failed + 1;
    if (!isLost(error) || failed === attempts) return unknown(error);
    as = nextJoin(as, output.joined(), error);
  }
}

function endOf(told: string, nonce: string): End {
  const trailer = readTrailer(told, nonce);
  return { trailer, lost: trailer === undefined ? told.trim() : '' };
}

/** A hook that the lock kept from being started, or joined, tells who has the lock now. */
function unknown(error: unknown): End {
  if (isOusted(error)) throw error;
  return { trailer: undefined, lost: reasonOf(error) };
}

function nextJoin(as: Joining['as'], joined: boolean, { unsent }: Lost): Joining['as'] {
  if (joined) return 'joined';
  return unsent || as === 'joined' ? as : 'again';
}

interface Join {
  readonly hook: Hook;
  readonly output: Output;
  readonly as: Joining['as'];
}

/** Holds the hook's input open until it has ended, and gives what was told of it. */
async function join(connection: Connection, { hook, output, as }: Join): Promise<string> {
  const lifeline = new PassThrough();
  const { letGo, within } = letGoUnless();
  const stop = () => {
    lifeline.write(`${stopWord}\n`);
    within(patience);
  };
  const onOutput = (chunk: Buffer) => {
    const wasJoined = output.joined();
    output.add(chunk);
    if (!wasJoined && output.joined() && !hook.signal?.aborted)
      within(hook.timeout * 1_000 + patience);
  };
  within(approach);
  hook.signal?.addEventListener('abort', stop, { once: true });
  if (hook.signal?.aborted) stop();
  try {
    const line = toShell(hookScript(hook, { as, seen: output.seen() }));
    const options = { stdin: lifeline, onOutput, signal: letGo };
    return (await connection.run(line, options)).stderr;
  } finally {
    within(undefined);
    hook.signal?.removeEventListener('abort', stop);
  }
}

/** A signal that is aborted when nothing happens within the time that was last allowed. */
function letGoUnless() {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const within = (wait: number | undefined) => {
    clearTimeout(timer);
    timer = wait === undefined ? undefined : setTimeout(() => controller.abort(), wait);
  };
  return { letGo: controller.signal, within };
}

function readTrailer(stderr: string, nonce: string): Trailer | undefined {
  const found = new RegExp(`${markStart}${nonce} (exited|late|stopped|lost) (\\d+)\n`).exec(stderr);
  return found === null ? undefined : { why: found[1] as Trailer['why'], code: Number(found[2]) };
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
