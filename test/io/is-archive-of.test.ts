import { describe, expect, test } from 'vitest';
import { isArchiveOf } from '../../src/io/is-archive-of.ts';
import type { Entry } from '../../src/release/entry.ts';
import { anAwkwardTree } from '../support/an-awkward-tree.ts';
import { fc } from '../support/fc.ts';
import { tarBytes } from '../support/tar-bytes.ts';

function aTar(): { readonly tar: Buffer; readonly files: readonly Entry[] } {
  const files: Entry[] = [];
  return { tar: tarBytes(anAwkwardTree(), { entries: files, findings: [] }), files };
}

async function isIt(bytes: Buffer, files: readonly Entry[], cuts: readonly number[] = []) {
  const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return isArchiveOf(
    (async function* () {
      for (const [index, from] of places.entries()) yield bytes.subarray(from, places[index + 1]);
    })(),
    files,
  );
}

describe('isArchiveOf()', () => {
  test('knows the tar that is made of a tree, wherever it is cut', async () => {
    const { tar, files } = aTar();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (cuts) => {
        expect(await isIt(tar, files, cuts)).toBe(true);
      }),
    );
  });

  test('sees any byte that was changed', async () => {
    const { tar, files } = aTar();
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = Buffer.from(tar);
        bytes.writeUInt8(bytes.readUInt8(at) ^ by, at);
        expect(await isIt(bytes, files)).toBe(false);
      }),
    );
  });

  test('sees that it ends too early', async () => {
    const { tar, files } = aTar();
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), async (at) => {
        expect(await isIt(tar.subarray(0, at), files)).toBe(false);
      }),
    );
  });

  test('sees what comes after it', async () => {
    const { tar, files } = aTar();
    expect(await isIt(Buffer.concat([tar, Buffer.alloc(1)]), files)).toBe(false);
  });

  test('sees an empty file that is said to have another digest', async () => {
    const { tar, files } = aTar();
    const empty = files.findIndex((each) => each.type === 'file' && each.size === 0);
    expect(empty).toBeGreaterThan(-1);
    const other = files.with(empty, { ...files[empty]!, sha256: '0'.repeat(64) } as Entry);
    expect(await isArchiveOf([tar] as never, other)).toBe(false);
  });
});
