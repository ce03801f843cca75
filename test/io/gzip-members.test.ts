import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gzipMembers, membersAtOnce } from '../../src/io/gzip-members.ts';
import { bytesOf } from '../support/tar-bytes.ts';

const size = 2 ** 20;
const blocks = Array.from({ length: 9 }, (_, index) =>
  index % 2 === 0 ? randomBytes(size) : Buffer.alloc(index * 999, 'text'),
);
const whole = Buffer.concat(blocks);

async function membersOf(given: Iterable<Buffer>): Promise<Buffer[]> {
  const members: Buffer[] = [];
  for await (const member of gzipMembers(given)) members.push(member);
  return members;
}

test('gzipMembers() makes one member of each block, in their order', async () => {
  const members = await membersOf(blocks);
  expect(members).toHaveLength(blocks.length);
  expect((await bytesOf(Readable.from(members).pipe(createGunzip()))).equals(whole)).toBe(true);
});

test('gzipMembers() gives the same bytes each time', async () => {
  const [one, other] = [await membersOf(blocks), await membersOf(blocks)];
  expect(Buffer.concat(one).equals(Buffer.concat(other))).toBe(true);
});

test('gzipMembers() is done with a block when as many others as it compresses at once were asked for', async () => {
  function* reused(): Generator<Buffer> {
    const ring = Array.from({ length: membersAtOnce + 1 }, () => Buffer.alloc(size));
    for (const [index, block] of blocks.entries()) {
      const place = ring[index % ring.length]!;
      block.copy(place);
      yield place.subarray(0, block.length);
    }
  }
  const [reusing, plain] = [await membersOf(reused()), await membersOf(blocks)];
  expect(Buffer.concat(reusing).equals(Buffer.concat(plain))).toBe(true);
});

test('gzipMembers() of nothing is nothing', async () => {
  expect(await membersOf([])).toEqual([]);
});

describe.each([
  ['gzip', ['-dc']],
  ['busybox', ['gunzip', '-c']],
])('%s', (program, words) => {
  const isHere = spawnSync(program, ['--help']).status === 0;

  test.skipIf(!isHere)('reads the members as one', async () => {
    const input = Buffer.concat(await membersOf(blocks));
    const output = execFileSync(program, words, { input, maxBuffer: 2 ** 27 });
    expect(output.equals(whole)).toBe(true);
  });
});
