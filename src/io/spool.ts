import { EventEmitter, once } from 'node:events';
import { closeSync, mkdtempSync, openSync, read, rmSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';

const readAt = promisify(read);
const writeAt = promisify(write);

/** Bytes that are made once and read by many, each as fast as it can. */
export interface Spool {
  /** From the first byte on, also while more are being made; undefined when the bytes are gone already. */
  open(): Readable | undefined;
}

/**
 * Makes a spool from what `source` gives. The bytes lie in a file without a name, so that a killed run leaves nothing;
 * it is closed, and its source ended, when its last reader is.
 */
export function spool(source: () => Promise<AsyncIterable<Buffer>>): Spool {
  const state: State = { file: openNameless(), readers: 0, size: 0, done: false, grown: growth() };
  fill(state, source).catch((error: unknown) => {
    state.error = error;
    state.done = true;
    state.grown.emit('grown');
  });
  return {
    open: () => {
      if (state.file === undefined) return undefined;
      state.readers += 1;
      const reader = Readable.from(follow(state), { objectMode: false, highWaterMark: pieceSize });
      return reader.once('close', () => leave(state));
    },
  };
}

const pieceSize = 512 * 1024;

interface State {
  file: number | undefined;
  readers: number;
  size: number;
  done: boolean;
  error?: unknown;
  readonly grown: EventEmitter;
}

function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-'));
  try {
    return openSync(join(directory, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Every reader waits on it. */
function growth(): EventEmitter {
  return new EventEmitter().setMaxListeners(0);
}

async function fill(state: State, source: () => Promise<AsyncIterable<Buffer>>): Promise<void> {
  for await (const piece of await source()) {
    for (let at = 0; at < piece.length; ) {
      if (state.file === undefined) return;
      const { bytesWritten } = await writeAt(state.file, piece, at, piece.length - at, state.size);
      at += bytesWritten;
      state.size += bytesWritten;
    }
    state.grown.emit('grown');
  }
  state.done = true;
  state.grown.emit('grown');
}

async function* follow(state: State): AsyncGenerator<Buffer> {
  for (let at = 0; state.file !== undefined; ) {
    if (at < state.size) {
      const piece = Buffer.allocUnsafe(Math.min(pieceSize, state.size - at));
      const { bytesRead } = await readAt(state.file, piece, 0, piece.length, at);
      at += bytesRead;
      yield piece.subarray(0, bytesRead);
    } else if (state.error !== undefined) throw state.error;
    else if (state.done) return;
    else await once(state.grown, 'grown');
  }
}

function leave(state: State): void {
  state.readers -= 1;
  if (state.readers > 0 || state.file === undefined) return;
  closeSync(state.file);
  state.file = undefined;
  state.grown.emit('grown');
}
