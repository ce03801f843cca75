/** What POSIX `cksum` prints for some bytes, bit by bit as the standard has it. */
export function posixCksum(bytes: Uint8Array): number {
  const length: number[] = [];
  for (let left = bytes.length; left > 0; left = Math.floor(left / 256)) length.push(left % 256);
  let sum = 0;
  for (const byte of [...bytes, ...length]) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  }
  return ~sum >>> 0;
}
