import { type BlockIndex, type Blocks, blockIndex, mayKnow } from './block-index.ts';
import { cksum } from './cksum.ts';

/** A part of a content: a block of the other file, or bytes that it may not have. */
export type Piece = { readonly block: number } | { readonly bytes: Buffer };

/**
 * Tells which of the other file’s blocks a content is made of, wherever they begin, and what lies in between: the
 * algorithm of rsync (https://rsync.samba.org/tech_report/, last verified 2026-11-21) with one sum instead of two. A
 * sum of 32 bits is believed where a block lies as before relative to the last one that was found; elsewhere two blocks
 * in a row are. Nobody may rely on that: whoever puts the parts together compares the digest of the whole.
 */
export async function* sameBlocks(
  content: AsyncIterator<Buffer>,
  blocks: Blocks,
): AsyncGenerator<Piece> {
  const index = blockIndex(blocks);
  const walk: Walk = { begin: 0, shift: 0, credulous: 0, isLike: false };
  const source = { content, rest: Buffer.alloc(0) };
  const memory = Buffer.allocUnsafeSlow(stretch);
  for (let filled = 0, isEnd = false; !isEnd; ) {
    filled = await fill(memory, filled, source);
    isEnd = filled < stretch;
    const bytes = memory.subarray(0, filled);
    const used = isHopeless(walk)
      ? yield* bytesOf(bytes, 0, filled)
      : yield* piecesOf(bytes, isEnd, { walk, index });
    memory.copyWithin(0, used, filled);
    filled -= used;
    walk.begin += used;
  }
}

const mebibyte = 1024 * 1024;

/** How much is looked at in one go: some blocks, of any size. */
const stretch = 4 * mebibyte;

/** After so many bytes that are in no block it is another file: the rest is not looked at. */
const patience = 16 * mebibyte;

function isHopeless({ isLike, begin }: Walk): boolean {
  return !isLike && begin >= patience;
}

/** Where the walk over the content is. */
interface Walk {
  /** Of the bytes at hand, from the content’s first. */
  begin: number;
  /** From a place in the content to that of the same bytes in the other file, as the last block was found. */
  shift: number;
  /** From here on two blocks in a row are believed again. */
  credulous: number;
  /** Was a block found? */
  isLike: boolean;
}

interface Searching {
  readonly walk: Walk;
  readonly index: BlockIndex;
}

/** Always into the same memory: new memory for every stretch costs as much as the sums. Gives how much is in it. */
async function fill(
  memory: Buffer,
  filled: number,
  source: { readonly content: AsyncIterator<Buffer>; rest: Buffer },
): Promise<number> {
  let end = filled;
  while (end < memory.length) {
    if (source.rest.length === 0) {
      const { value, done } = await source.content.next();
      if (done === true) return end;
      source.rest = value;
    }
    const copied = source.rest.copy(memory, end);
    source.rest = source.rest.subarray(copied);
    end += copied;
  }
  return end;
}

/** Gives how many of the bytes it told; before the end the last ones are left, because a block may begin in them. */
function* piecesOf(
  bytes: Buffer,
  isEnd: boolean,
  { walk, index }: Searching,
): Generator<Piece, number> {
  const { block } = index;
  const last = bytes.length - (isEnd ? block : 2 * block);
  let told = 0;
  while (told <= last) {
    const found = slide(bytes, { from: told, last }, { walk, index });
    const at = found?.at ?? last + 1;
    yield* bytesOf(bytes, told, at);
    told = at;
    if (found === undefined) break;
    yield { block: found.block };
    walk.shift = found.block * block - (walk.begin + at);
    walk.isLike = true;
    told += block;
  }
  if (!isEnd) return told;
  yield* endOf(bytes, told, { walk, index });
  return bytes.length;
}

function* bytesOf(bytes: Buffer, from: number, to: number): Generator<Piece, number> {
  // A copy: what is told is read when the memory has other bytes.
  if (to > from) yield { bytes: Buffer.from(bytes.subarray(from, to)) };
  return to;
}

/** The other file’s last block is shorter: here it is looked for at the end alone. */
function* endOf(bytes: Buffer, told: number, { walk, index }: Searching): Generator<Piece> {
  const { size, block, full, sums } = index;
  const at = bytes.length - (size % block);
  const isThere =
    full < sums.length &&
    at >= told &&
    walk.begin + at + walk.shift === full * block &&
    cksum(bytes, at, bytes.length) === sums[full];
  yield* bytesOf(bytes, told, isThere ? at : bytes.length);
  if (isThere) yield { block: full };
}

/** The first block that begins at `from` or behind it, up to `last`. */
function slide(
  bytes: Buffer,
  { from, last }: { readonly from: number; readonly last: number },
  { walk, index }: Searching,
): { at: number; block: number } | undefined {
  const cursor = { at: from, sum: cksum(bytes, from, from + index.block) };
  for (;;) {
    const block = mayKnow(index, cursor.sum) ? blockAt(bytes, cursor, { walk, index }) : undefined;
    if (block !== undefined) return { at: cursor.at, block };
    if (cursor.at >= last) return undefined;
    roll(bytes, cursor, { last, index });
  }
}

interface Cursor {
  at: number;
  sum: number;
}

/** To the next place that may be one of a block, by one byte at least. Most of the time that this all takes goes here. */
function roll(
  bytes: Buffer,
  cursor: Cursor,
  { last, index }: { readonly last: number; readonly index: BlockIndex },
): void {
  const { comes, goes } = index.window;
  let { at } = cursor;
  // Or V8 does not see that it is a number of 32 bits.
  let sum = cursor.sum | 0;
  do {
    const next = (sum >>> 24) ^ (bytes[at + index.block] as number);
    sum = (sum << 8) ^ (comes[next] as number) ^ (goes[bytes[at] as number] as number);
    at += 1;
  } while (at < last && !mayKnow(index, sum));
  cursor.at = at;
  cursor.sum = sum;
}

function blockAt(
  bytes: Buffer,
  { at, sum }: Readonly<Cursor>,
  { walk, index }: Searching,
): number | undefined {
  const { block: size, full, sums, places } = index;
  const straight = walk.begin + at + walk.shift;
  if (straight % size === 0 && straight < full * size && sums[straight / size] === sum)
    return straight / size;
  const place = places.get(sum);
  if (place === undefined || walk.begin + at < walk.credulous) return undefined;
  const next = at + size;
  const isFollowed =
    place + 1 < full &&
    next + size <= bytes.length &&
    cksum(bytes, next, next + size) === sums[place + 1];
  if (isFollowed) return place;
  // Where one sum comes again and again, as that of zeros, the next would be made at every byte.
  walk.credulous = walk.begin + next;
  return undefined;
}
