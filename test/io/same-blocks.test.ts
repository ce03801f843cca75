import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Blocks } from '../../src/io/block-index.ts';
import { type Piece, sameBlocks } from '../../src/io/same-blocks.ts';
import { fc } from '../support/fc.ts';
import { posixCksum } from '../support/posix-cksum.ts';

function blocksOf(content: Buffer, block: number): Blocks {
  const count = Math.ceil(content.length / block);
  const sums = Array.from({ length: count }, (_, index) =>
    posixCksum(content.subarray(index * block, (index + 1) * block)),
  );
  return { size: content.length, block, sums };
}

async function* inPieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function piecesOf(before: Buffer, after: Buffer, block: number, chunk = 1000) {
  const pieces: Piece[] = [];
  const content = inPieces(after, chunk);
  for await (const piece of sameBlocks(content, blocksOf(before, block))) pieces.push(piece);
  return pieces;
}

function joined(before: Buffer, block: number, pieces: readonly Piece[]): Buffer {
  return Buffer.concat(
    pieces.map((piece) =>
      'bytes' in piece
        ? piece.bytes
        : before.subarray(piece.block * block, (piece.block + 1) * block),
    ),
  );
}

/** In words: the number of a block, `+2` for bytes. */
function told(pieces: readonly Piece[]): string {
  const words: string[] = [];
  for (const piece of pieces) {
    const before = /^\+(.*)/.exec(words.at(-1) ?? '');
    if ('block' in piece) words.push(String(piece.block));
    else if (before === null) words.push(`+${piece.bytes.length}`);
    else words.splice(-1, 1, `+${Number(before[1]) + piece.bytes.length}`);
  }
  return words.join(' ');
}

const base = randomBytes(80);
const part = (from: number, to?: number) => base.subarray(from, to);
const fresh = randomBytes(5);

describe('sameBlocks() finds, in a file of eight blocks of ten bytes,', () => {
  test.each<readonly [string, readonly Buffer[], string]>([
    ['all of them where nothing changed', [base], '0 1 2 3 4 5 6 7'],
    ['those behind something put in', [part(0, 20), fresh, part(20)], '0 1 +5 2 3 4 5 6 7'],
    ['those behind something taken out', [part(0, 20), part(25)], '0 1 +5 3 4 5 6 7'],
    ['those around what was written over', [part(0, 32), fresh, part(37)], '0 1 2 +10 4 5 6 7'],
    ['one alone that lies as before', [fresh, part(5, 20), fresh, part(25)], '+10 1 +10 3 4 5 6 7'],
    ['two that have come to lie elsewhere', [fresh, part(30, 50), fresh], '+5 3 4 +5'],
    ['no single one that lies elsewhere', [fresh, part(30, 40), fresh], '+20'],
    ['nothing in nothing', [], ''],
  ])('%s', async (_, after, expected) => {
    expect(told(await piecesOf(base, Buffer.concat(after), 10))).toBe(expected);
  });

  test('the last one, also where it is shorter', async () => {
    const before = part(0, 75);
    expect(told(await piecesOf(before, before, 10))).toBe('0 1 2 3 4 5 6 7');
    const after = Buffer.concat([part(0, 20), fresh, part(20, 75)]);
    expect(told(await piecesOf(before, after, 10))).toBe('0 1 +5 2 3 4 5 6 7');
  });
});

/** Few bytes, so that blocks are alike and sums meet. */
const content = fc
  .oneof(
    fc.array(fc.constantFrom(0, 0, 0, 1), { maxLength: 400 }),
    fc.array(fc.nat(255), { maxLength: 400 }),
  )
  .map((bytes) => Buffer.from(bytes));
const changes = fc.array(fc.tuple(fc.nat(400), fc.nat(60), content), { maxLength: 4 });

test('whatever becomes of a file, its blocks and the bytes told are what became of it', async () => {
  const run = async (
    before: Buffer,
    edits: [number, number, Buffer][],
    block: number,
    chunk: number,
  ) => {
    const after = edits.reduce(
      (now, [at, gone, more]) =>
        Buffer.concat([now.subarray(0, at), more, now.subarray(at + gone)]),
      before,
    );
    const pieces = await piecesOf(before, after, block, chunk);
    expect(joined(before, block, pieces).equals(after)).toBe(true);
  };
  const block = fc.integer({ min: 8, max: 40 });
  const chunk = fc.integer({ min: 1, max: 300 });
  await fc.assert(fc.asyncProperty(content, changes, block, chunk, run));
});

test('a file of many megabytes is told in stretches, and what moves over their borders is found', async () => {
  const [block, size] = [1 << 16, 5 << 20];
  const before = randomBytes(1 << 10);
  const long = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) long[at] = before[(at * 7 + (at >> 10)) & 1023]!;
  const after = Buffer.concat([fresh, long.subarray(0, 3 << 20), fresh, long.subarray(3 << 20)]);
  const pieces = await piecesOf(long, after, block, 1 << 16);
  expect(joined(long, block, pieces).equals(after)).toBe(true);
  const bytes = pieces.flatMap((piece) => ('bytes' in piece ? [piece.bytes.length] : []));
  expect(bytes).toEqual([5, 5]);
});

test('a file that is like the other in nothing for 16 MiB is not looked at any further', async () => {
  const block = 1 << 16;
  const before = Buffer.alloc(2 * block, 'a file');
  const other = Buffer.alloc(1 << 20, 'another');
  const piecesAfter = async (megabytes: number) =>
    told(await piecesOf(before, Buffer.concat([...Array(megabytes).fill(other), before]), block));
  expect(await piecesAfter(14)).toBe(`+${14 << 20} 0 1`);
  expect(await piecesAfter(30)).toBe(`+${(30 << 20) + 2 * block}`);
});

test('zeros that come again and again are looked at no longer than other bytes', async () => {
  const block = 1 << 12;
  const before = Buffer.concat([Buffer.alloc(block), randomBytes(block)]);
  const after = Buffer.alloc(200 * block);
  const pieces = await piecesOf(before, after, block, 1 << 16);
  expect(joined(before, block, pieces).equals(after)).toBe(true);
});
