import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksAtOnce, compressBlocks } from '../../src/io/compress-blocks.ts';
import { bestCompression, type Compression } from '../../src/io/compression.ts';
import { openTar } from '../../src/io/open-tar.ts';
import { aScratch } from '../support/a-tree.ts';
import { bytesOf } from '../support/tar-bytes.ts';

const size = 2 ** 20;
const blocks = Array.from({ length: 9 }, (_, index) =>
  index % 2 === 0 ? randomBytes(size) : Buffer.alloc(index * 999, 'text'),
);
const whole = Buffer.concat(blocks);
const compressions = [...new Set<Compression>(['gzip', bestCompression()])];

async function compressed(given: Iterable<Buffer>, compression: Compression): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const part of compressBlocks(given, compression)) parts.push(part);
  return parts;
}

describe.each(compressions)('compressBlocks() with %s', (compression) => {
  test('compresses each block, in their order, and openTar() reads them as one', async () => {
    const parts = await compressed(blocks, compression);
    const file = join(aScratch(), 'archive');
    writeFileSync(file, Buffer.concat(parts));
    expect((await bytesOf(await openTar(file))).equals(whole)).toBe(true);
  });

  test('gives the same bytes each time', async () => {
    const one = await compressed(blocks, compression);
    const other = await compressed(blocks, compression);
    expect(Buffer.concat(one).equals(Buffer.concat(other))).toBe(true);
  });

  test('is done with a block when as many others as it compresses at once were asked for', async () => {
    function* reused(): Generator<Buffer> {
      const ring = Array.from({ length: blocksAtOnce[compression] + 1 }, () => Buffer.alloc(size));
      for (const [index, block] of blocks.entries()) {
        const place = ring[index % ring.length]!;
        block.copy(place);
        yield place.subarray(0, block.length);
      }
    }
    const reusing = await compressed(reused(), compression);
    const plain = await compressed(blocks, compression);
    expect(Buffer.concat(reusing).equals(Buffer.concat(plain))).toBe(true);
  });

  test('ends when it is no longer listened to', async () => {
    for await (const part of compressBlocks(blocks, compression)) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
  });

  test('makes nothing of nothing', async () => {
    expect(await compressed([], compression)).toEqual([]);
  });
});

describe.each<[string, Compression, readonly string[]]>([
  ['gzip', 'gzip', ['-dc']],
  ['busybox', 'gzip', ['gunzip', '-c']],
  ['zstd', 'zstd', ['-dc']],
])('%s', (program, compression, words) => {
  const isHere = spawnSync(program, ['--help']).status === 0;

  test.skipIf(!isHere || !compressions.includes(compression))(
    `reads the parts of a ${compression} as one`,
    async () => {
      const input = Buffer.concat(await compressed(blocks, compression));
      const output = execFileSync(program, words, { input, maxBuffer: 2 ** 27 });
      expect(output.equals(whole)).toBe(true);
    },
  );
});
