import { EventEmitter } from 'node:events';
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
  const grown = new EventEmitter().setMaxListeners(0);
  const begun = { readers: 0, size: 0, filling: true, writing: Promise.resolve() };
  const state: State = { ...begun, file: openNameless(), grown };
  void fill(state, source)
    .catch((error: unknown) => {
      state.error = error;
    })
    .then(() => {
      state.filling = false;
      grown.emit('grown');
    });
  return {
    open: () => {
      if (state.isOver) return undefined;
      state.readers += 1;
      return readerOf(state);
    },
  };
}

const pieceSize = 512 * 1024;

interface State {
  readonly file: number;
  readonly grown: EventEmitter;
  readers: number;
  size: number;
  filling: boolean;
  writing: Promise<void>;
  /** Its last reader is gone: nobody can read it any more. */
  isOver?: true;
  error?: unknown;
}

function openNameless(): number {
  const directory = mkdtempSync(join(tmpdir(), 'cutover-'));
  try {
    return openSync(join(directory, 'spool'), 'wx+', 0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function fill(state: State, source: () => Promise<AsyncIterable<Buffer>>): Promise<void> {
  for await (const piece of await source()) {
    if (state.isOver) return;
    state.writing = writeAll(state, piece);
    await state.writing;
    state.grown.emit('grown');
  }
}

async function writeAll(state: State, piece: Buffer): Promise<void> {
  for (let at = 0; at < piece.length; ) {
    const { bytesWritten } = await writeAt(state.file, piece, at, piece.length - at, state.size);
    at += bytesWritten;
    state.size += bytesWritten;
  }
}

function readerOf(state: State): Readable {
  let at = 0;
  let busy = Promise.resolve();
  const reader = new Readable({
    highWaterMark: pieceSize,
    read: () => {
      busy = next().catch((error: unknown) => void reader.destroy(error as Error));
    },
    destroy: (error, done) => {
      void busy.then(() => leave(state)).then(() => done(error));
    },
  });
  const next = async (): Promise<void> => {
    if (at < state.size) {
      const piece = Buffer.allocUnsafe(Math.min(pieceSize, state.size - at));
      const { bytesRead } = await readAt(state.file, piece, 0, piece.length, at);
      at += bytesRead;
      reader.push(piece.subarray(0, bytesRead));
    } else if (state.filling) state.grown.once('grown', () => reader.destroyed || reader._read(0));
    else if (state.error === undefined) reader.push(null);
    else throw state.error;
  };
  return reader;
}

/** The last one closes the file. Never while somebody writes: its number may be another file’s by then. */
async function leave(state: State): Promise<void> {
  state.readers -= 1;
  if (state.readers > 0) return;
  state.isOver = true;
  await state.writing.catch(() => undefined);
  closeSync(state.file);
}
