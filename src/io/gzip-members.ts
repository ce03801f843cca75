import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { levels } from './compression.ts';

const compress = promisify(gzip);

/** How many blocks are compressed at once. Node has four threads for such work, whatever the machine has. */
export const membersAtOnce = Math.min(4, availableParallelism());

/**
 * A gzip with a member for each block (RFC 1952, 2.2), so that all cores compress one archive, and every run gives the
 * same bytes. A block must be good until as many others as are compressed at once have been asked for.
 */
export async function* gzipMembers(blocks: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const members: Promise<Buffer>[] = [];
  for (const block of blocks) {
    members.push(memberOf(block));
    const first = members.length <= membersAtOnce ? undefined : members.shift();
    if (first !== undefined) yield await first;
  }
  for (const member of members) yield await member;
}

/** Noise grows by five bytes in 16 KiB: whatever it is, a member fits into one piece of memory. */
function memberOf(block: Buffer): Promise<Buffer> {
  const chunkSize = block.length + (block.length >> 10) + 1024;
  return compress(block, { level: levels.store.gzip, chunkSize });
}
