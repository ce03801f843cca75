import { type FileHandle, open } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes what zlib gives into a new file; the bytes are on the disk when this resolves. */
export async function writeToDisk(
  chunks: Readable | AsyncIterable<Buffer>,
  path: string,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await pipeline(chunks, appendingTo(file));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Takes chunk by chunk as they were made: whoever reads them joined cannot tell when zlib is done with a buffer. */
function appendingTo(file: FileHandle): Writable {
  let last: Buffer | undefined;
  const append = async (chunk: Buffer) => {
    await file.appendFile(chunk);
    if (last !== undefined && last.buffer !== chunk.buffer) release(last);
    last = chunk;
  };
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      append(chunk).then(() => done(), done);
    },
  });
}

/**
 * Gives the memory under a written chunk back at once. zlib fills one buffer after another and never goes back to
 * one, and V8 lets 64 MB of them pile up before it looks (Node 24, last verified 2026-11-21). Node 20 has no `transfer`.
 */
function release({ buffer }: Buffer): void {
  (buffer as { transfer?(size: number): unknown }).transfer?.(0);
}
