import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { makeRoom, readSizes, sizes } from '../../src/release/room.ts';
import { covers, noSpace, plus } from '../../src/release/space.ts';
import { toShell } from '../../src/shell.ts';
import { fc } from '../support/fc.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

const space = fc.record({ bytes: fc.nat(1000), inodes: fc.nat(100) });
const candidates = fc
  .array(space, { maxLength: 6 })
  .map((list) => list.map((each, index) => ({ build: `${index}`, space: each })));

describe('makeRoom()', () => {
  const two = [
    { build: 'A', space: { bytes: 10, inodes: 1 } },
    { build: 'B', space: { bytes: 10, inodes: 9 } },
  ];

  test.each([
    ['nothing where nothing is missing', { bytes: 0, inodes: 0 }, [], true],
    ['the first alone where that is enough', { bytes: 10, inodes: 1 }, ['A'], true],
    ['more where bytes are missing', { bytes: 11, inodes: 0 }, ['A', 'B'], true],
    ['more where inodes are missing', { bytes: 0, inodes: 10 }, ['A', 'B'], true],
    ['nothing where all would not be enough', { bytes: 21, inodes: 0 }, [], false],
  ])('removes %s', (_, missing, removes, enough) => {
    expect(makeRoom(missing, two)).toMatchObject({ removes, enough, most: 2 });
  });

  test('removes a beginning of the list that is enough, and not without its last', () =>
    fc.assert(
      fc.property(space, candidates, (missing, list) => {
        const { removes, enough } = makeRoom(missing, list);
        const sum = (count: number) =>
          list.slice(0, count).reduce((all, each) => plus(all, each.space), noSpace);
        expect(enough).toBe(covers(sum(list.length), missing));
        expect(removes).toEqual(list.slice(0, removes.length).map(({ build }) => build));
        if (enough) expect(covers(sum(removes.length), missing)).toBe(true);
        if (removes.length > 0) expect(covers(sum(removes.length - 1), missing)).toBe(false);
      }),
    ));
});

describe.each(shells())('the sizes of releases, through $name', ({ environment }) => {
  /** Asks for the sizes of a directory with these files of 40 KiB; one in several releases is linked. */
  const ask = async (files: Readonly<Record<string, readonly string[]>>, order: string[]) => {
    const root = scratch('sizes');
    for (const [name, [first = '', ...others]] of Object.entries(files)) {
      for (const build of [first, ...others]) mkdirSync(join(root, build), { recursive: true });
      writeFileSync(join(root, first, name), 'x'.repeat(40_960));
      for (const build of others) linkSync(join(root, first, name), join(root, build, name));
    }
    const stays = [...new Set(Object.values(files).flat())].filter((each) => !order.includes(each));
    const line = toShell(sizes(root, { stays: [...stays, '/nonexistent'], candidates: order }));
    const { stdout } = await connectLocal(environment).run(line);
    return readSizes(stdout, order).map(
      (each) => `${each.build} ${Math.floor(each.space.bytes / 40_960)} ${each.space.inodes}`,
    );
  };

  test('are what removing each of them gives', async () => {
    expect(await ask({ a: ['A'], b: ['B'], c: ['B'] }, ['A', 'B'])).toEqual(['A 1 2', 'B 2 3']);
  });

  test('leave out what another release has, too', async () => {
    expect(await ask({ a: ['A', 'live'], b: ['A'] }, ['A'])).toEqual(['A 1 2']);
  });

  test('count what only the removed ones share with the last of them', async () => {
    expect(await ask({ a: ['A', 'B'], b: ['C', 'B'] }, ['A', 'B', 'C'])).toEqual([
      'A 0 1',
      'B 1 1',
      'C 1 1',
    ]);
  });
});

describe('readSizes()', () => {
  test('gives nothing for what a host says nothing of', () => {
    expect(readSizes('', ['A'])).toEqual([{ build: 'A', space: { bytes: 0, inodes: 0 } }]);
  });
});
