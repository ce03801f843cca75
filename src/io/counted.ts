import type { Readable } from 'node:stream';
import type { Emit } from '../event.ts';
import type { Connection, RunOptions } from './io.ts';

/**
 * A connection that tells what passes over it. Round trips are what a host’s distance costs: two for a command (its
 * channel, and the command with its end), one more each time it waits for an answer, one for a rename in an open
 * SFTP session. To open that takes five (its channel, its subsystem, version, limits and our question: OpenSSH 9.2, last
 * verified 2026-11-21), of which whoever must wait has two before him.
 */
export function counted(connection: Connection, emit: Emit): Connection {
  const { host } = connection;
  const tell = (trips: number, sent = 0, received = 0) =>
    emit({ type: 'exchanged', host, trips, sent, received });
  let isBegun = false;
  let isSettled = false;
  // What is opened while other things are asked for costs nothing, unless somebody must wait for it.
  const open = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (isBegun && !isSettled) {
      isSettled = true;
      tell(2);
    }
    isBegun = true;
    const answer = await ask();
    isSettled = true;
    return answer;
  };
  return {
    ...connection,
    run: async (line, options = {}) => {
      const { counting, sent, received, trips } = count(options);
      const result = await connection.run(line, counting);
      const answer = Buffer.byteLength(result.stdout) + Buffer.byteLength(result.stderr);
      tell(options.aside ? 0 : trips(), Buffer.byteLength(line) + sent(), answer + received());
      return result;
    },
    renameMethod: () => open(connection.renameMethod),
    proveRename: (scratch) => open(() => connection.proveRename(scratch)),
    rename: async (from, to) => {
      const text = await connection.rename(from, to);
      tell(1);
      return text;
    },
  };
}

/** Options that count what goes in and out. */
function count(options: RunOptions) {
  const { stdin, onOutput } = options;
  let sent = typeof stdin === 'string' ? Buffer.byteLength(stdin) : 0;
  let received = 0;
  let answers = 0;
  let isHeard = false;
  let short = false;
  const send = (bytes: number) => {
    sent += bytes;
    if (isHeard) answers += 1;
    isHeard = false;
  };
  if (typeof stdin === 'object') countStream(stdin, send);
  const hear = (chunk: Buffer) => {
    isHeard = true;
    received += chunk.length;
    onOutput?.(chunk);
  };
  return {
    counting: {
      ...options,
      ...(onOutput !== undefined && { onOutput: hear }),
      onShort: () => {
        short = true;
      },
    },
    sent: () => sent,
    received: () => received,
    trips: () => (short ? 1 : 2) + answers,
  };
}

/** Without making it flow: it is paused again before anything is read of it. */
function countStream(stream: Readable, add: (bytes: number) => void): void {
  stream.on('data', (chunk: Buffer) => add(chunk.length));
  stream.pause();
}
