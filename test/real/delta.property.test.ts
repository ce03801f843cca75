import { appendFileSync, chmodSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { aParcel } from '../support/a-parcel.ts';
import { aReleaseHost, type ReleaseHost } from '../support/a-release-host.ts';
import { writeTree } from '../support/a-target.ts';
import { fc } from '../support/fc.ts';
import { type Edit, edit, edits, filesBelow } from '../support/random-tree.ts';
import { runs } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

const some = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`f/${index}`, `content ${index}`]),
);
const twoTrees = fc.boolean().chain((newlines) => fc.tuple(edits(newlines), edits(newlines)));

/** A tree, and what became of it. */
async function packagesOf([first, second]: readonly [Edit[], Edit[]]) {
  const directory = scratch('tree');
  writeTree(directory, some);
  edit(directory, first);
  const before = await aParcel(directory);
  edit(directory, second);
  return { before, next: await aParcel(directory) };
}

async function expectSame(host: ReleaseHost, next: Awaited<ReturnType<typeof aParcel>>) {
  await host.place('B', next, { on: 'A' });
  await host.place('C', next);
  expect(await host.holds('B')).toEqual(next.manifest.files);
  expect(await host.holds('C')).toEqual(next.manifest.files);
}

describe.each(shells())(
  'whatever becomes of a tree, through $name,',
  {
    concurrent: true,
  },
  ({ environment }) => {
    const aHost = () => aReleaseHost(connectLocal(environment), scratch('host'));

    test('it is the same, sent whole or linked, and the earlier release stays as it is', async () => {
      const run = async (trees: [Edit[], Edit[]]) => {
        const [host, { before, next }] = [aHost(), await packagesOf(trees)];
        await host.place('A', before);
        await expectSame(host, next);
        expect(await host.holds('A')).toEqual(before.manifest.files);
      };
      await fc.assert(fc.asyncProperty(twoTrees, run), { numRuns: runs(20) });
    });

    test('damage to an earlier release never comes into the next', async () => {
      const run = async (trees: [Edit[], Edit[]], damage: number[]) => {
        const [host, { before, next }] = [aHost(), await packagesOf(trees)];
        await host.place('A', before);
        const files = filesBelow(host.at('A'));
        for (const index of damage) {
          const file = files[index % files.length] ?? '';
          chmodSync(file, 0o644);
          appendFileSync(file, 'damage');
        }
        await expectSame(host, next);
      };
      const damage = fc.array(fc.nat(), { minLength: 1, maxLength: 3 });
      await fc.assert(fc.asyncProperty(twoTrees, damage, run), { numRuns: runs(10) });
    });
  },
);
