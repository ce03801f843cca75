import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { counted } from '../../src/io/counted.ts';
import { connectLocal } from '../../src/io/local.ts';
import { aParcel } from '../support/a-parcel.ts';
import { aReleaseHost } from '../support/a-release-host.ts';
import { type Tree, writeTree } from '../support/a-target.ts';
import { scratch } from '../support/scratch.ts';
import { aShellWhere, type Shell, shells } from '../support/shells.ts';

const mebibyte = 1024 * 1024;
const noise = (size: number) => randomBytes((size * 3) / 4).toString('base64');
const small = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`f/${index}`, `content ${index}`]),
);
const big = noise(4.5 * mebibyte);
/** Something put in, something written over, something added at the end. */
const edited = (text: string) =>
  [
    text.slice(0, mebibyte),
    'put in',
    text.slice(mebibyte, -mebibyte),
    'over',
    text.slice(4 - mebibyte),
    'added',
  ].join('');

/** A package never changes: of the same tree it is made once. */
const packages = new Map<string, ReturnType<typeof pack>>();
function aPackage(tree: Tree, executable: readonly string[] = []) {
  const key = JSON.stringify([tree, executable]);
  const made = packages.get(key) ?? pack(tree, executable);
  packages.set(key, made);
  return made;
}

async function pack(tree: Tree, executable: readonly string[]) {
  const directory = scratch('tree');
  writeTree(directory, { ...small, ...tree });
  for (const path of executable) chmodSync(join(directory, path), 0o755);
  return aParcel(directory);
}

/** A host, and what was told while releases were placed there. */
function aHost({ environment }: Shell) {
  const told: Event[] = [];
  const connection = counted(connectLocal(environment), (event) => void told.push(event));
  const host = aReleaseHost(connection, scratch('host'));
  const trips = () => told.flatMap((event) => (event.type === 'exchanged' ? [event.trips] : []));
  return { ...host, trips };
}

const bytesOf = (events: readonly Event[]) =>
  Math.max(0, ...events.map((event) => (event.type === 'sent' ? event.bytes : 0)));
const warnings = (events: readonly Event[]) => events.filter(({ type }) => type === 'noted');

/** The release `B` where there is an `A`, and what was told of it. */
async function second(shell: Shell, [before, after]: readonly [Tree, Tree], more: object = {}) {
  const host = aHost(shell);
  await host.place('A', await aPackage(before));
  const next = await aPackage(after);
  const events = await host.place('B', next, { on: 'A', ...more });
  expect(await host.holds('B')).toEqual(next.manifest.files);
  return { host, events };
}

const able = shells().filter(({ name }) => name !== 'bash');

describe.each(able)('a big file that changed, on a host with $name,', (shell) => {
  test('costs what changed in it, and the earlier one stays as it was', async () => {
    const { host, events } = await second(shell, [{ 'a/big': big }, { 'a/big': edited(big) }]);
    expect(bytesOf(events)).toBeLessThan(mebibyte);
    expect(warnings(events)).toEqual([]);
    expect(readFileSync(join(host.at('A'), 'a/big'), 'latin1')).toBe(big);
    expect(lstatSync(join(host.at('B'), 'a/big')).mode & 0o777).toBe(0o444);
  });

  test('may be all there is to a release', async () => {
    const { events } = await second(shell, [{ big }, { big: edited(big) }]);
    expect(bytesOf(events)).toBeLessThan(mebibyte);
  });

  test.each<readonly [string, Tree, Tree]>([
    ['has another name', { 'lib/app-1.1.jar': big }, { 'lib/app-1.2.jar': edited(big) }],
    ['lies elsewhere, too', { 'a/big': big }, { 'a/big': big, 'b/copy of it': big }],
    ['lies in a directory that is new', { 'a 1/big': big }, { 'b\t2/c/big': big }],
    ['lies where a directory was', { 'a/big': big }, { a: big }],
    ['has a shorter end', { big: `${big}more` }, { big: big.slice(0, -1) }],
  ])('costs as little where it %s', async (_, before, after) => {
    const { events } = await second(shell, [before, after]);
    expect(bytesOf(events)).toBeLessThan(mebibyte);
    expect(warnings(events)).toEqual([]);
  });

  test('is sent whole where the earlier one rotted to what has the same sums', async () => {
    const host = aHost(shell);
    await host.place('A', await aPackage({ big }));
    // A multiple of the polynomial changes no CRC.
    const rotten = Buffer.from(big);
    for (const [index, bits] of [0x01, 0x04, 0xc1, 0x1d, 0xb7].entries())
      rotten[3 * mebibyte + index] = (rotten[3 * mebibyte + index] ?? 0) ^ bits;
    writeUnseen(join(host.at('A'), 'big'), rotten);
    const next = await aPackage({ big: edited(big) });
    const events = await host.place('B', next, { on: 'A' });
    expect(await host.holds('B')).toEqual(next.manifest.files);
    expect(warnings(events)).toMatchObject([{ message: expect.stringContaining('"big"') }]);
  });

  test('leaves nothing behind of how it was made', async () => {
    const { host } = await second(shell, [{ big }, { big: edited(big) }]);
    for (const name of ['patches/0/0', 'blocks', 'room'])
      expect(lstatSync(join(host.at('B'), '..', name), { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('a big file that changed', () => {
  const [shell] = shells() as readonly [Shell];

  test('is read-only, or hooks may write to it, as any other', async () => {
    const host = aHost(shell);
    await host.place('A', await aPackage({ big, own: big }), { own: ['own'] });
    const next = await aPackage({ big: edited(big), own: edited(big) }, ['big']);
    const events = await host.place('B', next, { on: 'A', own: ['own'] });
    const modes = ['big', 'own'].map((path) => lstatSync(join(host.at('B'), path)).mode & 0o777);
    expect(modes).toEqual([0o555, 0o644]);
    expect(bytesOf(events)).toBeLessThan(mebibyte);
  });

  test('goes to several hosts at once, to each by what it has', async () => {
    const hosts = [aHost(shell), aHost(shell), aHost(shell)];
    const trees = [{ big }, { big: edited(big) }, {}];
    const next = await aPackage({ big: edited(edited(big)) });
    const told = await Promise.all(
      hosts.map(async (host, index) => {
        await host.place('A', await aPackage(trees[index]!));
        return host.place('B', next, { on: 'A' });
      }),
    );
    for (const host of hosts) expect(await host.holds('B')).toEqual(next.manifest.files);
    expect(told.map((events) => bytesOf(events) < mebibyte)).toEqual([true, true, false]);
    expect(told.flatMap(warnings)).toEqual([]);
  });

  test('takes one round trip more than a release without one', async () => {
    const { host: without } = await second(shell, [{ big }, { big, other: 'B' }]);
    const { host: withIt } = await second(shell, [{ big }, { big: edited(big) }]);
    const sum = (list: number[]) => list.reduce((all, each) => all + each, 0);
    expect(sum(withIt.trips()) - sum(without.trips())).toBe(1);
  });

  test('is right although the earlier one rotted unseen', async () => {
    const host = aHost(shell);
    await host.place('A', await aPackage({ big }));
    writeUnseen(join(host.at('A'), 'big'), Buffer.from(`rotten${big.slice(6)}`));
    const next = await aPackage({ big: edited(big) });
    const events = await host.place('B', next, { on: 'A' });
    expect(await host.holds('B')).toEqual(next.manifest.files);
    expect(warnings(events)).toEqual([]);
  });

  test('is sent whole where the earlier one is gone, or another thing', async () => {
    for (const harm of [
      () => undefined,
      (path: string) => symlinkSync('f', path),
      (path: string) => writeFileSync(path, 'short'),
    ]) {
      const host = aHost(shell);
      await host.place('A', await aPackage({ big }));
      rmSync(join(host.at('A'), 'big'));
      harm(join(host.at('A'), 'big'));
      const next = await aPackage({ big: edited(big) });
      await host.place('B', next, { on: 'A' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
    }
  });
});

describe('a big file that changed is right, and comes whole,', () => {
  test.each(['split', 'cksum', 'dd'])('where %s fails', async (tool) => {
    const { events } = await second(aShellWhere(tool, 'exit 1'), [{ big }, { big: edited(big) }]);
    expect(bytesOf(events)).toBeGreaterThan(mebibyte);
  });

  test('and again, where it could not be put together', async () => {
    const onlySums = 'case "$*" in *count=64) exec /bin/dd "$@" ;; esac; exit 1';
    const shell = aShellWhere('dd', onlySums);
    const { events } = await second(shell, [{ big: noise(mebibyte) + big }, { big }]);
    expect(warnings(events)).toHaveLength(1);
  });
});

/** Other bytes under the same looks. */
function writeUnseen(path: string, content: Buffer): void {
  const { atime, mtime } = lstatSync(path);
  chmodSync(path, 0o644);
  writeFileSync(path, content);
  chmodSync(path, 0o444);
  utimesSync(path, atime, mtime);
}
