import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { giveBack } from './give-back.ts';

/** Writes what zlib gives into a new file; the bytes are on the disk when this resolves, with their SHA-256. */
export async function writeToDisk(
  chunks: Readable | AsyncIterable<Buffer>,
  path: string,
): Promise<string> {
  const digest = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    await pipeline(chunks, appendingTo(file, digest));
    await file.sync();
    return digest.digest('hex');
  } finally {
    await file.close();
  }
}

/** Takes chunk by chunk as they were made: whoever reads them joined cannot tell when zlib is done with a buffer. */
function appendingTo(file: FileHandle, digest: Hash): Writable {
  let last: Buffer | undefined;
  const append = async (chunk: Buffer) => {
    digest.update(chunk);
    await file.appendFile(chunk);
    if (last !== undefined && last.buffer !== chunk.buffer) giveBack(last);
    last = chunk;
  };
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      append(chunk).then(() => done(), done);
    },
  });
}
