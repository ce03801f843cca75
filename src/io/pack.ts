import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { type Compression, compressor } from './compression.ts';
import type { Inspect } from './read-scanned.ts';
import type { ScannedTree } from './scan-tree.ts';
import { tarTree } from './tar-tree.ts';

/** What packing learned about the tree. */
export interface Packed {
  readonly entries: readonly Entry[];
  /** With an error among these the archive is none to keep. */
  readonly findings: readonly Finding[];
}

export interface PackOptions {
  /** A new file; it is on the disk when the promise resolves. */
  readonly file: string;
  readonly compression: Compression;
  readonly inspect?: Inspect;
}

const blockSize = 256 * 1024;

/** Writes a tree as one archive. Each file is read once, for its digest, its inspection and the archive. */
export async function packTree(tree: ScannedTree, options: PackOptions): Promise<Packed> {
  const packed = { entries: [], findings: [] };
  await pipeline(
    Readable.from(inBlocks(tarTree(tree, packed, options.inspect)), { highWaterMark: 2 }),
    compressor(options.compression),
    createWriteStream(options.file, { flags: 'wx', flush: true, highWaterMark: blockSize }),
  );
  return packed;
}

/** The same bytes in blocks of one size, copied: a part is good only until the next is asked for. */
function* inBlocks(parts: Iterable<Buffer>): Generator<Buffer> {
  let block = Buffer.allocUnsafeSlow(blockSize);
  let filled = 0;
  for (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const count = part.copy(block, filled, taken);
      taken += count;
      filled += count;
      if (filled < blockSize) continue;
      yield block;
      block = Buffer.allocUnsafeSlow(blockSize);
      filled = 0;
    }
  }
  yield block.subarray(0, filled);
}
