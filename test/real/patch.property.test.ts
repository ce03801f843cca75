import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { aParcel } from '../support/a-parcel.ts';
import { aReleaseHost } from '../support/a-release-host.ts';
import { writeTree } from '../support/a-target.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

const size = 4.5 * 1024 * 1024;

/** What a big file begins with: noise, text that comes again and again, or nothing but zeros. */
const begun = fc.constantFrom('noise', 'lines', 'zeros').map((kind) =>
  ({
    noise: () => Array.from({ length: size / 64 }, (_, index) => digest(`${index}`)).join(''),
    lines: () => 'the same line, over and over again\n'.repeat(size / 30),
    zeros: () => '\u0000'.repeat(size),
  })[kind as 'noise'](),
);

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** At a place, so much goes and so much comes. */
const edits = fc.array(
  fc.record({
    at: fc.nat(size),
    goes: fc.oneof(fc.nat(100), fc.nat(size / 4)),
    comes: fc.oneof(fc.nat(100), fc.nat(200_000)).map((length) => 'new!'.repeat(length)),
  }),
  { maxLength: 5 },
);

describe.each(shells())('whatever becomes of a big file, through $name,', ({ environment }) => {
  test('it is the same in the next release, and as it was in the one before', async () => {
    const run = async (before: string, changes: { at: number; goes: number; comes: string }[]) => {
      const after = changes.reduce(
        (text, { at, goes, comes }) => text.slice(0, at) + comes + text.slice(at + goes),
        before,
      );
      const host = aReleaseHost(connectLocal(environment), scratch('host'));
      const [first, next] = [await aPackage(before), await aPackage(after)];
      await host.place('A', first);
      await host.place('B', next, { on: 'A' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
      expect(await host.holds('A')).toEqual(first.manifest.files);
    };
    await fc.assert(fc.asyncProperty(begun, edits, run), { numRuns: runs(8) });
  });
});

async function aPackage(big: string) {
  const directory = scratch('tree');
  writeTree(directory, { big, small: 'small' });
  return aParcel(directory);
}
