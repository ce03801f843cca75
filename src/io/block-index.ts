import { type Window, windowOf, withoutEnd } from './cksum.ts';

/** A file that lies elsewhere: its size, of how many bytes its blocks are (the last may be shorter), their `cksum`s. */
export interface Blocks {
  readonly size: number;
  readonly block: number;
  readonly sums: readonly number[];
}

/** The same, to look blocks up by their sums. These are without what ends a `cksum`. */
export interface BlockIndex extends Blocks {
  /** How many blocks are no shorter than the others. */
  readonly full: number;
  readonly places: ReadonlyMap<number, number>;
  /** By the first bits of a sum: is there one like that? Most are ruled out by it, and the map is slow. */
  readonly known: Uint8Array;
  readonly window: Window;
}

/** Makes the index of a file. */
export function blockIndex({ size, block, sums: printed }: Blocks): BlockIndex {
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

/** May there be a block with this sum? */
export function mayKnow({ known }: BlockIndex, sum: number): boolean {
  return known[sum >>> shiftOfKnown] === 1;
}

const shiftOfKnown = 14;
