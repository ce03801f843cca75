/**
 * The CRC of POSIX `cksum` over bytes alone, without what ends it: their number, and a complement. Of the sums that a
 * host’s tools make it is the only one that a window can take along from byte to byte. As numbers of 32 bits, signed.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/cksum.html (last verified 2026-11-21)
 */
export function cksum(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    sum =
      entryOf(fourth, (sum >>> 24) ^ byteOf(bytes, at)) ^
      entryOf(third, ((sum >>> 16) & 255) ^ byteOf(bytes, at + 1)) ^
      entryOf(second, ((sum >>> 8) & 255) ^ byteOf(bytes, at + 2)) ^
      entryOf(first, (sum & 255) ^ byteOf(bytes, at + 3));
  }
  for (; at < to; at += 1) sum = (sum << 8) ^ entryOf(first, (sum >>> 24) ^ byteOf(bytes, at));
  return sum;
}

/** The same of what `cksum` prints for so many bytes. */
export function withoutEnd(printed: number, size: number): number {
  const digits: number[] = [];
  for (let left = size; left > 0; left = Math.floor(left / 256)) digits.push(left % 256);
  return digits.reduceRight((sum, digit) => before(sum, digit), ~printed);
}

/** A window of one size, and how its sum changes with the byte that comes and the one that goes. */
export interface Window {
  readonly comes: Int32Array;
  readonly goes: Int32Array;
}

/** The sum of the window one byte further on is `(sum << 8) ^ comes[(sum >>> 24) ^ next] ^ goes[first]`. */
export function windowOf(size: number): Window {
  const bits = Array.from({ length: 8 }, (_, bit) => followed(entryOf(first, 1 << bit), size));
  const goes = new Int32Array(256).map((_, byte) =>
    bits.reduce((sum, each, bit) => (((byte >> bit) & 1) === 1 ? sum ^ each : sum), 0),
  );
  return { comes: first, goes };
}

const polynomial = 0x04c11db7;

/** What a byte does to a sum of nothing; then with one, two, three zeros after it. */
const first = new Int32Array(256).map((_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? polynomial : 0);
  return sum;
});
const second = first.map((sum) => followed(sum, 1));
const third = first.map((sum) => followed(sum, 2));
const fourth = first.map((sum) => followed(sum, 3));

/** The last byte of each entry of the table is in no other: so it says which entry a sum was made with. */
const entries = new Uint8Array(256);
for (const [index, sum] of first.entries()) entries[sum & 255] = index;

/** The sum before its last byte. */
function before(sum: number, byte: number): number {
  const index = byteOf(entries, sum & 255);
  return ((sum ^ entryOf(first, index)) >>> 8) | ((index ^ byte) << 24);
}

/** The sum after so many zeros. */
function followed(sum: number, zeros: number): number {
  let now = sum;
  for (let left = zeros; left > 0; left -= 1) now = (now << 8) ^ entryOf(first, now >>> 24);
  return now;
}

/** Every index is that of a byte that is there. Two functions, because one for both kinds of list is slow. */
function byteOf(bytes: Uint8Array, index: number): number {
  return bytes[index] as number;
}

function entryOf(table: Int32Array, index: number): number {
  return table[index] as number;
}
