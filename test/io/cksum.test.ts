import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cksum, windowOf, withoutEnd } from '../../src/io/cksum.ts';
import { fc } from '../support/fc.ts';
import { posixCksum } from '../support/posix-cksum.ts';

test.each([0, 1, 3, 4, 255, 256, 65_536, 100_001])(
  'cksum() is what the tool of that name prints for %i bytes, without its end',
  (size) => {
    const input = Buffer.alloc(size, 'all bytes: \0\x7f\x80\xff');
    const printed = Number(execFileSync('cksum', { input }).toString().split(' ')[0]);
    expect(withoutEnd(printed, size)).toBe(cksum(input, 0, size));
    expect(posixCksum(input)).toBe(printed);
  },
);

test('windowOf() takes a sum along from byte to byte', () => {
  const contents = fc.uint8Array({ minLength: 20, maxLength: 200 });
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 19 }), (bytes, size) => {
      const { comes, goes } = windowOf(size);
      let sum = cksum(bytes, 0, size);
      for (let at = 0; at + size < bytes.length; at += 1) {
        sum = (sum << 8) ^ comes[(sum >>> 24) ^ bytes[at + size]!]! ^ goes[bytes[at]!]!;
        expect(sum).toBe(cksum(bytes, at + 1, at + 1 + size));
      }
    }),
  );
});
