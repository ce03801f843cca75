import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Compression, compressor, endOfFrame, levels } from './compression.ts';
import { giveBack } from './give-back.ts';

/** Compresses blocks one after another, each by itself: a member of a gzip (RFC 1952, 2.2), a frame of a zstd (RFC 8878, 3). */
export interface BlockCompressor {
  /** A block may be given before those in front of it are done, and must be good until it is itself. */
  compress(block: Buffer): Promise<readonly Buffer[]>;
  close(): void;
}

/** To be closed also when something has gone wrong. */
export function blockCompressor(compression: Compression): BlockCompressor {
  return compression === 'zstd' ? zstdFrames() : { compress: gzipMember, close: () => undefined };
}

const gzipped = promisify(gzip);

/** Noise grows by five bytes in 16 KiB: whatever it is, a member fits into one piece of memory. */
async function gzipMember(block: Buffer): Promise<Buffer[]> {
  const chunkSize = block.length + (block.length >> 10) + 1024;
  return [await gzipped(block, { level: levels.store.gzip, chunkSize })];
}

/** One stream for all: Node gives a stream's memory back only when it collects garbage (24.9, last verified 2026-11-21). */
function zstdFrames(): BlockCompressor {
  const stream = compressor('zstd', 'store');
  const frame: Buffer[] = [];
  let last: Buffer | undefined;
  stream.on('data', (chunk: Buffer) => {
    frame.push(copyOf(chunk));
    if (last !== undefined && last.buffer !== chunk.buffer) giveBack(last);
    last = chunk;
  });
  // Who waits for a block hears of it there.
  stream.on('error', () => undefined);
  return {
    compress: (block) =>
      new Promise((resolve, reject) => {
        stream.write(block);
        stream.flush(endOfFrame, (error?: Error | null) => {
          if (error) reject(error);
          else resolve(frame.splice(0));
        });
      }),
    close: () => stream.destroy(),
  };
}

/** In memory of its own, to be given back as soon as it is written. */
function copyOf(chunk: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(chunk.length);
  chunk.copy(copy);
  return copy;
}
