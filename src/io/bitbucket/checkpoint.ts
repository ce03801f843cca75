import { type FileHandle, open, rm } from 'node:fs/promises';
import { Stop } from '../../error.ts';
import { isSystemError } from '../system-error.ts';
import { entry, parseLine, type Remembered } from './checkpoint-lines.ts';
import {
  type CheckpointOptions,
  cannotUse,
  drop,
  type Places,
  readCheckpoint,
} from './read-checkpoint.ts';

/**
 * The answers of a run that may be interrupted. The file only grows, one line for an answer: a run that was killed leaves at
 * worst half a line at the end, which the next one cuts off. Answers stay on the disk and are read when they are asked for.
 * It holds what Bitbucket answered, never what it was asked with, and only its owner may read it.
 */
export interface Checkpoint {
  readonly file: string;
  /** When the requests were made whose answers it holds, in milliseconds since 1970. */
  readonly times: readonly number[];
  /** How many answers it held when it was opened. */
  readonly held: number;
  recall(path: string): Promise<Remembered | undefined>;
  remember(answer: Remembered): Promise<void>;
  /** Drops what lies at and below an address; all of it for `''`. */
  forget(address: string): Promise<void>;
  close(): Promise<void>;
  /** The run is complete: nothing has to be taken up again. */
  remove(): Promise<void>;
}

/** Opens a checkpoint, or begins one. */
export async function openCheckpoint(
  file: string,
  options: CheckpointOptions,
): Promise<Checkpoint> {
  const handle = await open(file, 'a+', 0o600).catch((cause: unknown) => {
    throw isSystemError(cause) ? cannotUse(file, cause.code ?? cause.message) : cause;
  });
  try {
    return await begin(file, handle, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function begin(file: string, handle: FileHandle, options: CheckpointOptions) {
  if (!(await handle.stat()).isFile()) throw cannotUse(file, 'it is no regular file');
  const { places, times, size } = await readCheckpoint(file, handle, options);
  await handle.truncate(size);
  const log = logAt(file, handle, size);
  const { api, account, policy } = options;
  if (size === 0) await log.add({ format: 'cutover-checkpoint/1', api, account, policy });
  const close = () => log.settled().then(() => handle.close());
  return {
    file,
    times,
    held: places.size,
    recall: (path: string) => recallFrom(handle, places, path),
    async remember(answer: Remembered) {
      places.set(answer.get, await log.add(answer));
    },
    async forget(address: string) {
      drop(places, address);
      await log.add({ forget: address });
    },
    close,
    remove: () => close().then(() => rm(file, { force: true })),
  };
}

/** Writes lines one after the other, and tells where each is. */
function logAt(file: string, handle: FileHandle, size: number) {
  let end = size;
  let last: Promise<unknown> = Promise.resolve();
  const write = async (line: object) => {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    const place = { offset: end, length: bytes.length - 1 };
    await handle.appendFile(bytes).catch(async (cause: unknown) => {
      // A full disk takes half a line, and the next one would go on behind it.
      await handle.truncate(end).catch(() => undefined);
      throw isSystemError(cause) ? cannotWrite(file, cause) : cause;
    });
    end += bytes.length;
    return place;
  };
  return {
    add(line: object) {
      const written = last.then(() => write(line));
      last = written.catch(() => undefined);
      return written;
    },
    settled: () => last,
  };
}

function cannotWrite(file: string, cause: NodeJS.ErrnoException): Stop {
  return new Stop(
    'failed',
    `Cannot write the checkpoint "${file}": ${cause.code ?? cause.message}`,
    {
      hint: 'Make room for it, or name a file in another place',
      cause,
    },
  );
}

async function recallFrom(
  handle: FileHandle,
  places: Places,
  path: string,
): Promise<Remembered | undefined> {
  const place = places.get(path);
  if (place === undefined) return undefined;
  const { buffer } = await handle.read(Buffer.alloc(place.length), 0, place.length, place.offset);
  const line = parseLine(entry, buffer.toString('utf8'));
  // Another run on the same file has moved what was here: better asked twice than answered with something else.
  return line !== undefined && 'get' in line && line.get === path ? line : undefined;
}
