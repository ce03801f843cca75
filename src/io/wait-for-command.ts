import { finished, type Readable, type Writable } from 'node:stream';
import { Stop } from '../error.ts';
import type { CommandResult, RunOptions } from './io.ts';
import { Lost } from './lost.ts';

/** What an SSH channel and a child process have in common. */
export interface Running {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  on(event: 'exit', listener: (code: number | null, signal?: string | null) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface Waiting extends RunOptions {
  readonly host: string;
  /** Lets go of a command that is not waited for any longer, and ends it where that is possible. */
  abandon(): Promise<void>;
}

/**
 * How long a command's output may be silent after its end, in milliseconds. A daemon it left behind holds the
 * pipe open for ever, so the end of the output cannot always be waited for.
 */
const drain = 1_000;

/** Feeds a command, reads it and resolves with how it ended; rejects when nobody knows. */
export function waitForCommand(running: Running, waiting: Waiting): Promise<CommandResult> {
  const { host, signal } = waiting;
  let release: () => void = () => undefined;
  const result = new Promise<CommandResult>((resolve, reject) => {
    const end = watch(running, waiting, { resolve, reject });
    const interrupt = () => end.giveUp(interrupted(waiting));
    feed(running.stdin, waiting.stdin, (cause) => end.giveUp(brokenInput(host, cause)));
    signal?.addEventListener('abort', interrupt, { once: true });
    if (signal?.aborted) interrupt();
    release = () => {
      end.stopWaiting();
      signal?.removeEventListener('abort', interrupt);
      releaseInput(running.stdin, waiting.stdin);
    };
  });
  return result.finally(release);
}

interface Settle {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (because: Stop) => void;
}

function watch(running: Running, { host, abandon, onOutput }: Waiting, settle: Settle) {
  let ended: Pick<CommandResult, 'exit' | 'signal'> | undefined;
  let gaveUp: Stop | undefined;
  let silence: NodeJS.Timeout | undefined;
  const stdout = collect(running.stdout, () => silence?.refresh(), onOutput);
  const stderr = collect(running.stderr, () => silence?.refresh());
  const finish = (because: Stop) => {
    if (gaveUp !== undefined || ended === undefined) settle.reject(gaveUp ?? because);
    else settle.resolve({ ...ended, stdout: stdout(), stderr: stderr() });
  };
  let leaving: Promise<void> | undefined;
  const leave = () => {
    leaving ??= abandon().finally(() => finish(unknownEnd(host)));
  };
  running.on('exit', (code, name) => {
    ended = { exit: name ? null : code, signal: name ?? null };
    silence = setTimeout(leave, drain);
  });
  // Once it is being ended, it is over when all of it is gone, not when its first process is.
  running.on('close', () => leaving ?? finish(unknownEnd(host)));
  running.on('error', (cause) => finish(unknownEnd(host, cause)));
  return {
    stopWaiting: () => clearTimeout(silence),
    giveUp: (because: Stop) => {
      gaveUp ??= because;
      leave();
    },
  };
}

/** Nobody can say how the command ended, or whether it still runs. */
function unknownEnd(host: string, cause?: unknown): Lost {
  return new Lost(
    `Cannot say how a command on ${host} ended: the connection was lost while it ran`,
    { cause, hint: `Look at ${host}: the command may have finished, or may still run` },
  );
}

function interrupted({ host, signal }: Waiting): Stop {
  return new Stop('failed', `Cannot finish a command on ${host}: the run was interrupted`, {
    cause: signal?.reason,
  });
}

function brokenInput(host: string, cause: Error): Stop {
  return new Stop('failed', `Cannot send all input to a command on ${host}: ${cause.message}`, {
    cause,
  });
}

function collect(
  stream: Readable,
  onChunk: () => void,
  onOutput?: (chunk: Buffer) => void,
): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    onChunk();
    if (onOutput) onOutput(chunk);
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

function feed(
  stdin: Writable,
  input: Readable | string | undefined,
  broken: (error: Error) => void,
) {
  // A command may end without reading its input: that is its right, and its exit code says what came of it.
  stdin.on('error', () => undefined);
  if (input === undefined || typeof input === 'string') {
    stdin.end(input ?? '');
    return;
  }
  finished(input, { writable: false }, (error) => {
    if (error && !stdin.writableEnded) broken(error);
  });
  input.pipe(stdin);
}

function releaseInput(stdin: Writable, input: Readable | string | undefined): void {
  if (input === undefined || typeof input === 'string') return;
  input.unpipe(stdin);
  input.destroy();
}
