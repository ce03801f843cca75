import { constants } from 'node:os';
import type { Client, ClientChannel } from 'ssh2';
import { Stop } from '../error.ts';
import { toShell } from '../shell.ts';
import type { CommandResult, RunOptions } from './io.ts';
import { Lost } from './lost.ts';
import { untilMark } from './until-mark.ts';

/**
 * A shell on a host that stays: a command costs one round trip there, where a channel of its own costs two. It takes one
 * command at a time, and none whose input or output is a stream.
 */
export interface ShellLoop {
  readonly isFree: () => boolean;
  /** Resolves with how the command ended; rejects when nobody knows. */
  run(line: string, options: RunOptions): Promise<CommandResult>;
}

/**
 * May a command go there? Only one that may be sent again: of a command that needs a channel of its own one knows that it
 * was never begun when the connection breaks before the channel is open.
 */
export function isForLoop({ stdin, onOutput, repeatable }: RunOptions): boolean {
  return repeatable === true && typeof stdin !== 'object' && onOutput === undefined;
}

/** Opens the shell; undefined where there is no room for another session. `mark` is a word that no output contains. */
export function openLoop(
  client: Client,
  host: string,
  mark: string,
): Promise<ShellLoop | undefined> {
  return new Promise((resolve) => {
    try {
      client.exec('sh', (error, channel) =>
        resolve(error ? undefined : loopOver(channel, host, mark)),
      );
    } catch {
      resolve(undefined);
    }
  });
}

/** Who waits for the end of the command that runs. */
interface Waiting {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (because: Stop) => void;
}

function loopOver(channel: ClientChannel, host: string, mark: string): ShellLoop {
  let waiting: Waiting | undefined;
  let closed = false;
  const take = () => {
    const left = waiting;
    waiting = undefined;
    return left;
  };
  const end = (because: Stop) => {
    if (!closed) channel.close();
    closed = true;
    take()?.reject(because);
  };
  hear(channel, mark, (result) => take()?.resolve(result));
  const lose = () => end(unknownEnd(host));
  channel.on('error', lose).on('close', lose);
  return {
    isFree: () => !closed && waiting === undefined,
    run: async (line, options) => {
      const { signal } = options;
      const interrupt = () => end(interrupted(host, signal));
      signal?.addEventListener('abort', interrupt, { once: true });
      const result = new Promise<CommandResult>((resolve, reject) => {
        waiting = { resolve, reject };
        options.onShort?.();
        if (signal?.aborted) interrupt();
        else channel.write(textOf(line, options, mark));
      });
      return result.finally(() => signal?.removeEventListener('abort', interrupt));
    },
  };
}

/** Tells of each command that has ended: when its end stands on both outputs. */
function hear(channel: ClientChannel, mark: string, ended: (result: CommandResult) => void): void {
  const out = untilMark(mark);
  const err = untilMark(mark);
  const look = () => {
    const [stdout, stderr] = [out.read(), err.read()];
    if (stdout === undefined || stderr === undefined) return;
    out.clear();
    err.clear();
    ended({ ...endOf(stdout.code), stdout: stdout.text, stderr: stderr.text });
  };
  channel.on('data', (chunk: Buffer) => {
    out.add(chunk);
    look();
  });
  channel.stderr.on('data', (chunk: Buffer) => {
    err.add(chunk);
    look();
  });
}

/** A shell says 128 and the signal’s number when a signal ended what it ran (POSIX sh, 2.8.2). */
function endOf(code: number): Pick<CommandResult, 'exit' | 'signal'> {
  const signal = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0];
  return signal === undefined ? { exit: code, signal: null } : { exit: null, signal };
}

/** In a shell of its own, so that nothing it does outlives it; its end is told on both outputs. */
function textOf(line: string, { stdin }: RunOptions, mark: string): string {
  const command = toShell(['sh', '-c', line]);
  const fed =
    typeof stdin === 'string' && stdin !== ''
      ? `${toShell(['printf', '%s', stdin])} | ${command}`
      : `${command} </dev/null`;
  return `${fed}; printf '%s %s\\n' ${mark} "$?"; printf '%s 0\\n' ${mark} >&2\n`;
}

function unknownEnd(host: string): Lost {
  const message = `Cannot say how a command on ${host} ended: the connection was lost while it ran`;
  const hint = `Look at ${host}: the command may have finished, or may still run`;
  return new Lost(message, { hint });
}

function interrupted(host: string, signal: AbortSignal | undefined): Stop {
  return new Stop('failed', `Cannot finish a command on ${host}: the run was interrupted`, {
    cause: signal?.reason,
  });
}
