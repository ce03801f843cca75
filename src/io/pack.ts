import type { Writable } from 'node:stream';
import { Stop } from '../error.ts';
import type { Entry } from '../release/entry.ts';
import type { Finding } from '../release/finding.ts';
import { type Compression, compressor } from './compression.ts';
import { gzipMembers, membersAtOnce } from './gzip-members.ts';
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

/** Writes a tree as one archive. Each file is read once, for its digest, its inspection and the archive. */
export async function packTree(tree: ScannedTree, options: PackOptions): Promise<Packed> {
  const learned = { entries: [], findings: [] };
  const parts = tarTree(tree, learned, options.inspect);
  try {
    await writers[options.compression](parts, options.file);
  } catch (error) {
    throw isSystemError(error) ? cannotWrite(options.file, error) : error;
  }
  return learned;
}

/** All cores for gzip, which takes five times as long as zstd; that of Node reads no zstd of several frames. */
const writers = { gzip: writeGzip, zstd: writeZstd } as const;

function writeGzip(parts: Iterable<Buffer>, file: string): Promise<void> {
  return writeToDisk(gzipMembers(inBlocks(parts, membersAtOnce + 1)), file);
}

async function writeZstd(parts: Iterable<Buffer>, file: string): Promise<void> {
  const archive = compressor('zstd');
  try {
    await Promise.all([writeToDisk(archive, file), pump(inBlocks(parts, 2), archive)]);
  } catch (error) {
    archive.destroy();
    throw error;
  }
}

function cannotWrite(file: string, error: Error): Stop {
  return new Stop('failed', `Cannot write the archive "${file}": ${error.message}`, {
    cause: error,
    hint: 'Make room or give the right to write, or name another store with --store',
  });
}

/** Fills one block while the other is being compressed: two blocks are all the memory it takes. */
async function pump(blocks: Iterable<Buffer>, archive: Writable): Promise<void> {
  let written = Promise.resolve();
  for (const block of blocks) {
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

const blockSize = 1024 * 1024;

/** The parts' bytes in blocks of one size, all but the last. A block is good until `count` more have been asked for. */
function* inBlocks(parts: Iterable<Buffer>, count: number): Generator<Buffer> {
  const memory = Buffer.allocUnsafeSlow(count * blockSize);
  let [start, filled] = [0, 0];
  for (const part of parts) {
    for (let taken = 0; taken < part.length; ) {
      const copied = part.copy(memory, start + filled, taken, taken + blockSize - filled);
      taken += copied;
      filled += copied;
      if (filled < blockSize) continue;
      yield memory.subarray(start, start + blockSize);
      [start, filled] = [(start + blockSize) % memory.length, 0];
    }
  }
  if (filled > 0) yield memory.subarray(start, start + filled);
}
