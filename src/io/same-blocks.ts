import { cksum, type Window, windowOf, withoutEnd } from './cksum.ts';

/** A file that lies elsewhere: its size, of how many bytes its blocks are (the last may be shorter), their `cksum`s. */
export interface Blocks {
  readonly size: number;
  readonly block: number;
  readonly sums: readonly number[];
}

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
  const index = indexOf(blocks);
  const walk: Walk = { begin: 0, shift: 0, credulous: 0 };
  const least = Math.max(stretch, 8 * blocks.block);
  let left: Buffer = Buffer.alloc(0);
  for (let isEnd = false; !isEnd; ) {
    const read = await more(content, left, least);
    isEnd = read.isEnd;
    const used = yield* piecesOf(read.bytes, isEnd, { walk, index });
    left = read.bytes.subarray(used);
    walk.begin += used;
  }
}

/** How much is looked at in one go. */
const stretch = 1024 * 1024;

/** Where the walk over the content is. */
interface Walk {
  /** Of the bytes at hand, from the content’s first. */
  begin: number;
  /** From a place in the content to that of the same bytes in the other file, as the last block was found. */
  shift: number;
  /** From here on two blocks in a row are believed again. */
  credulous: number;
}

interface Index extends Blocks {
  readonly sums: readonly number[];
  /** How many blocks are no shorter than the others. */
  readonly full: number;
  readonly places: ReadonlyMap<number, number>;
  /** By the first bits of a sum: is there one like that? Most are ruled out by it, and the map is slow. */
  readonly known: Uint8Array;
  readonly window: Window;
}

interface Searching {
  readonly walk: Walk;
  readonly index: Index;
}

const shiftOfKnown = 14;

function indexOf({ size, block, sums: printed }: Blocks): Index {
  const full = Math.floor(size / block);
  const sums = printed.map((sum, at) => withoutEnd(sum, at < full ? block : size % block));
  const known = new Uint8Array(2 ** (32 - shiftOfKnown));
  const places = new Map<number, number>();
  for (const [at, sum] of sums.slice(0, full).entries()) {
    if (!places.has(sum)) places.set(sum, at);
    known[sum >>> shiftOfKnown] = 1;
  }
  return { size, block, sums, full, places, known, window: windowOf(block) };
}

async function more(content: AsyncIterator<Buffer>, left: Buffer, least: number) {
  const parts = [left];
  let length = left.length;
  while (length < least) {
    const { value, done } = await content.next();
    if (done === true) return { bytes: Buffer.concat(parts), isEnd: true };
    parts.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(parts), isEnd: false };
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
    told += block;
  }
  if (!isEnd) return told;
  yield* endOf(bytes, told, { walk, index });
  return bytes.length;
}

function* bytesOf(bytes: Buffer, from: number, to: number): Generator<Piece> {
  if (to > from) yield { bytes: bytes.subarray(from, to) };
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
  const { block: size, known, window } = index;
  const { comes, goes } = window;
  let sum = cksum(bytes, from, from + size);
  for (let at = from; ; at += 1) {
    if (known[sum >>> shiftOfKnown] === 1) {
      const block = blockAt(bytes, { at, sum }, { walk, index });
      if (block !== undefined) return { at, block };
    }
    if (at >= last) return undefined;
    const next = (sum >>> 24) ^ (bytes[at + size] as number);
    sum = (sum << 8) ^ (comes[next] as number) ^ (goes[bytes[at] as number] as number);
  }
}

function blockAt(
  bytes: Buffer,
  { at, sum }: { readonly at: number; readonly sum: number },
  { walk, index }: Searching,
): number | undefined {
  const { block: size, full, sums, places } = index;
  const straight = (walk.begin + at + walk.shift) / size;
  if (straight < full && sums[straight] === sum) return straight;
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
