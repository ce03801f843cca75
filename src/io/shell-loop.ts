import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
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

/** Asks for a channel on which a line of shell runs; tells of it at once, as the line may have ended by the next packet. */
export type Start = (
  line: string,
  took: (channel: ClientChannel) => void,
  failed: (because: Stop) => void,
) => void;

/** Who waits for the end of the command that runs. */
interface Waiting {
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (because: Stop) => void;
}

/** The shell comes with its first command, on the same channel. `mark` is a word that no output contains. */
export function shellLoop(start: Start, host: string, mark: string): ShellLoop {
  const shell = shellOver(start, host, mark);
  return {
    isFree: shell.isFree,
    run: async (line, options) => {
      const { signal } = options;
      const interrupt = () => shell.end(interrupted(host, signal));
      signal?.addEventListener('abort', interrupt, { once: true });
      const result = new Promise<CommandResult>((resolve, reject) => {
        shell.expect({ resolve, reject });
        if (shell.isOpen()) options.onShort?.();
        if (signal?.aborted) interrupt();
        else shell.say(textOf(line, options, mark));
      });
      return result.finally(() => signal?.removeEventListener('abort', interrupt));
    },
  };
}

function shellOver(start: Start, host: string, mark: string) {
  let channel: ClientChannel | undefined;
  let waiting: Waiting | undefined;
  let closed = false;
  const take = () => {
    const left = waiting;
    waiting = undefined;
    return left;
  };
  const end = (because: Stop) => {
    closed = true;
    channel?.close();
    take()?.reject(because);
  };
  const took = (opened: ClientChannel) => {
    channel = opened;
    hear(opened, mark, (result) => take()?.resolve(result));
    const lose = () => closed || end(unknownEnd(host));
    opened.on('error', lose).on('close', lose);
    if (closed) opened.close();
  };
  return {
    isFree: () => !closed && waiting === undefined,
    isOpen: () => channel !== undefined,
    expect: (next: Waiting) => {
      waiting = next;
    },
    say: (text: string) => {
      if (channel === undefined) start(toShell(['sh', '-c', `${text}exec sh`]), took, end);
      else channel.write(text);
    },
    end,
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
