import { availableParallelism } from 'node:os';
import { blockCompressor } from './block-compressor.ts';
import type { Compression } from './compression.ts';

/**
 * How many blocks are compressed at once. Node has four threads for such work, whatever the machine has; two with zstd
 * are faster than a tree is read.
 */
export const blocksAtOnce: Readonly<Record<Compression, number>> = {
  gzip: Math.min(4, availableParallelism()),
  zstd: 2,
};

/**
 * An archive of which each block is compressed by itself, so that all cores compress one archive, and every run gives
 * the same bytes. A block must be good until as many others as are compressed at once have been asked for.
 */
export async function* compressBlocks(
  blocks: Iterable<Buffer>,
  compression: Compression,
): AsyncGenerator<Buffer> {
  const count = blocksAtOnce[compression];
  const compressors = Array.from({ length: count }, () => blockCompressor(compression));
  const turns = inTurn(compressors);
  const compressed: Promise<readonly Buffer[]>[] = [];
  try {
    for (const block of blocks) {
      compressed.push(turns.next().value.compress(block));
      const first = compressed.length <= count ? undefined : compressed.shift();
      if (first !== undefined) yield* await first;
    }
    for (const block of compressed) yield* await block;
  } finally {
    // What nobody waits for any more may end as it will.
    void Promise.allSettled(compressed);
    for (const each of compressors) each.close();
  }
}

function* inTurn<Item>(items: readonly Item[]): Generator<Item, never> {
  for (;;) yield* items;
}
