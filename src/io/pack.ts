import { Stop } from '../error.ts';
import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { blocksAtOnce, compressBlocks } from './compress-blocks.ts';
import type { Compression } from './compression.ts';
import { giveBack } from './give-back.ts';
import type { Inspect } from './read-scanned.ts';
import type { ScannedTree } from './scan-tree.ts';
import { isSystemError } from './system-error.ts';
import { type Learned, tarTree } from './tar-tree.ts';
import { writeToDisk } from './write-to-disk.ts';

/** What packing learned about the tree. */
export interface Packed {
  readonly entries: readonly Entry[];
  /** With an error among these the archive is none to keep. */
  readonly findings: readonly Finding[];
  /** SHA-256 of the archive’s file. */
  readonly sha256: string;
}

export interface PackOptions {
  /** A new file; it is on the disk when the promise resolves. */
  readonly file: string;
  readonly compression: Compression;
  readonly inspect?: Inspect;
}

/** Writes a tree as one archive. Each file is read once, for its digest, its inspection and the archive. */
export async function packTree(tree: ScannedTree, options: PackOptions): Promise<Packed> {
  const learned: Learned = { entries: [], findings: [] };
  const { file, compression } = options;
  const size = blockSizes[compression];
  const memory = Buffer.allocUnsafeSlow(size * (blocksAtOnce[compression] + 1));
  const blocks = inBlocks(tarTree(tree, learned, options.inspect), memory, size);
  const sha256 = await writeToDisk(compressBlocks(blocks, compression), file).catch((error) => {
    throw isSystemError(error) ? cannotWrite(file, error) : error;
  });
  giveBack(memory);
  return { ...learned, sha256 };
}

/** gzip looks back 32 KiB, zstd at this level two megabytes: in blocks as small as those of gzip it would find an eighth less. */
const blockSizes = { gzip: 2 ** 20, zstd: 2 ** 22 } as const;

function cannotWrite(file: string, error: Error): Stop {
  return new Stop('failed', `Cannot write the archive "${file}": ${error.message}`, {
    cause: error,
    hint: 'Make room or give the right to write, or name another store with --store',
  });
}

/** The parts' bytes in blocks of one size, all but the last. A block is good until its memory has gone round once. */
function* inBlocks(parts: Iterable<Buffer>, memory: Buffer, size: number): Generator<Buffer> {
  let [start, filled] = [0, 0];
  for (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const copied = part.copy(memory, start + filled, taken, taken + size - filled);
      taken += copied;
      filled += copied;
      if (filled < size) continue;
      yield memory.subarray(start, start + size);
      [start, filled] = [(start + size) % memory.length, 0];
    }
  }
  if (filled > 0) yield memory.subarray(start, start + filled);
}
