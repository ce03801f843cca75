import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';

/** Writes a stream of zlib into a new file; the bytes are on the disk when this resolves. */
export async function writeToDisk(stream: Readable, path: string): Promise<void> {
  const file = await open(path, 'wx');
  let last: Buffer | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      await file.appendFile(chunk);
      if (last !== undefined && last.buffer !== chunk.buffer) release(last);
      last = chunk;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Gives the memory under a written chunk back at once. zlib fills one buffer after another and never goes back to
 * one, and V8 lets 64 MB of them pile up before it looks (Node 24, last verified 2026-11-21). Node 20 has no `transfer`.
 */
function release({ buffer }: Buffer): void {
  (buffer as { transfer?(size: number): unknown }).transfer?.(0);
}
