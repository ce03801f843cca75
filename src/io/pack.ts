import type { Writable } from 'node:stream';
import { Stop } from '../error.ts';
import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { type Compression, compressor } from './compression.ts';
import type { Inspect } from './read-scanned.ts';
import type { ScannedTree } from './scan-tree.ts';
import { isSystemError } from './system-error.ts';
import { tarTree } from './tar-tree.ts';
import { writeToDisk } from './write-to-disk.ts';

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

const blockSize = 512 * 1024;

/** Writes a tree as one archive. Each file is read once, for its digest, its inspection and the archive. */
export async function packTree(tree: ScannedTree, options: PackOptions): Promise<Packed> {
  const learned = { entries: [], findings: [] };
  const archive = compressor(options.compression);
  try {
    const parts = tarTree(tree, learned, options.inspect);
    await Promise.all([writeToDisk(archive, options.file), pump(parts, archive)]);
  } catch (error) {
    archive.destroy();
    throw isSystemError(error) ? cannotWrite(options.file, error) : error;
  }
  return learned;
}

function cannotWrite(file: string, error: Error): Stop {
  return new Stop('failed', `Cannot write the archive "${file}": ${error.message}`, {
    cause: error,
    hint: 'Make room or give the right to write, or name another store with --store',
  });
}

/** Fills one block while the other is being compressed: two blocks are all the memory it takes. */
async function pump(parts: Iterable<Buffer>, archive: Writable): Promise<void> {
  let written = Promise.resolve();
  for (const block of inBlocks(parts)) {
    await written;
    written = write(archive, block);
  }
  await written;
  archive.end();
}

function write(stream: Writable, block: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(block, (error) => (error ? reject(error) : resolve()));
  });
}

/** The parts' bytes in blocks of one size. A block is good until the next but one is asked for. */
function* inBlocks(parts: Iterable<Buffer>): Generator<Buffer> {
  let [block, other] = [Buffer.allocUnsafeSlow(blockSize), Buffer.allocUnsafeSlow(blockSize)];
  let filled = 0;
  for (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const count = part.copy(block, filled, taken);
      taken += count;
      filled += count;
      if (filled < blockSize) continue;
      yield block;
      [block, other, filled] = [other, block, 0];
    }
  }
  yield block.subarray(0, filled);
}
