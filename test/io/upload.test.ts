import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { connectLocal } from '../../src/io/local.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { aParcel } from '../support/a-parcel.ts';
import { aReleaseHost } from '../support/a-release-host.ts';
import { type Tree, writeTree } from '../support/a-target.ts';
import { rot } from '../support/rot.ts';
import { scratch } from '../support/scratch.ts';
import { aPlainShell, aShellWhere, type Shell, shells } from '../support/shells.ts';

const aHost = ({ environment }: Shell) => aReleaseHost(connectLocal(environment), scratch('host'));

async function aPackage(tree: Tree) {
  const directory = scratch('tree');
  writeTree(directory, tree);
  return aParcel(directory);
}

const big = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`f/${index}`, `content ${index}`]),
);
const sent = (events: readonly Event[]) => events.find(({ type }) => type === 'sending');
const warnings = (events: readonly Event[]) => events.filter(({ type }) => type === 'noted');

describe.each([...shells(), aPlainShell()])(
  'a release that goes to a host through $name',
  (shell) => {
    test('is linked where an earlier one has the same, and sent where not', async () => {
      const host = aHost(shell);
      await host.place('A', await aPackage({ ...big, 'x/gone': '1', kind: '-> f', changed: 'A' }));
      const next = await aPackage({
        ...big,
        new: 'B',
        kind: '/',
        'kind/file': 'B',
        changed: 'B',
        'f/0': 'other',
      });
      const events = await host.place('B', next, { on: 'A' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
      expect(sent(events)).toMatchObject({ entries: 5 });
      expect(warnings(events)).toEqual([]);
      const inode = (name: string, path: string) => lstatSync(join(host.at(name), path)).ino;
      expect(inode('B', 'f/1')).toBe(inode('A', 'f/1'));
      expect(inode('B', 'f/0')).not.toBe(inode('A', 'f/0'));
    });

    test.each([
      ['that stands', () => undefined],
      ['that does not stand any more', (seal: string) => appendFileSync(seal, 'more\n')],
    ])('answers an offer %s when it is sent', async (_, meanwhile) => {
      const host = aHost(shell);
      await host.place('A', await aPackage({ ...big, changed: 'A', link: '-> f' }));
      const early = await host.offers('A');
      expect(early?.have()).toHaveLength(24);
      meanwhile(join(host.at('A'), '../../A.seal'));
      const next = await aPackage({ ...big, changed: 'B', link: '-> f/1', 'new/file': 'B' });
      const events = await host.place('B', next, { on: 'A', early });
      expect(await host.holds('B')).toEqual(next.manifest.files);
      expect(await host.holds('A')).toHaveLength(23);
      expect(warnings(events)).toEqual([]);
    });

    test.each([
      ['that stands', () => undefined],
      ['that does not stand any more', (seal: string) => appendFileSync(seal, 'more\n')],
    ])('answers an offer %s also for a big file that changed', async (_, meanwhile) => {
      const host = aHost(shell);
      const bundle = (end: string) => `${'a line of a bundle\n'.repeat(250_000)}${end}`;
      await host.place('A', await aPackage({ ...big, bundle: bundle('A') }));
      const early = await host.offers('A');
      meanwhile(join(host.at('A'), '../../A.seal'));
      const next = await aPackage({ ...big, bundle: bundle('B') });
      await host.place('B', next, { on: 'A', early });
      expect(await host.holds('B')).toEqual(next.manifest.files);
    });

    test('does not answer the offer of another release', async () => {
      const host = aHost(shell);
      for (const name of ['A', 'B']) await host.place(name, await aPackage({ ...big, name }));
      const next = await aPackage({ ...big, name: 'C' });
      await host.place('C', next, { on: 'A', early: await host.offers('B') });
      expect(await host.holds('C')).toEqual(next.manifest.files);
      expect(await host.offers('none')).toBeUndefined();
    });

    test('is read-only from the beginning, linked or sent, but for what hooks write to', async () => {
      const host = aHost(shell);
      const tree = { ...big, 'cache/here': '1', 'cache/there': '1' };
      const mode = (name: string, path: string) =>
        (lstatSync(join(host.at(name), path)).mode & 0o777).toString(8);
      for (const [name, on] of [['A'], ['B', 'A']] as const) {
        await host.place(name, await aPackage({ ...tree, new: name }), {
          own: ['cache'],
          ...(on && { on }),
        });
        expect(['new', 'f/1', 'cache/here', 'cache', 'f'].map((path) => mode(name, path))).toEqual([
          '444',
          '444',
          '644',
          '755',
          '755',
        ]);
      }
      expect(lstatSync(join(host.at('B'), 'cache/here')).nlink).toBe(1);
    });

    test('is whole where an earlier one was changed by hand', async () => {
      const host = aHost(shell);
      await host.place('A', await aPackage(big));
      chmodSync(join(host.at('A'), 'f/1'), 0o644);
      appendFileSync(join(host.at('A'), 'f/1'), 'by hand');
      rmSync(join(host.at('A'), 'f/2'));
      renameSync(join(host.at('A'), 'f/3'), join(host.at('A'), 'f/three'));
      mkdirSync(join(host.at('A'), 'more'));
      writeFileSync(join(host.at('A'), 'more/file'), '');
      const next = await aPackage({ ...big, new: 'B' });
      const events = await host.place('B', next, { on: 'A' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
      expect(warnings(events)).toHaveLength(1);
    });

    test('has its own modes where somebody gave others to an earlier one', async () => {
      const host = aHost(shell);
      await host.place('A', await aPackage(big));
      for (const [path, mode] of [
        ['f/1', 0o600],
        ['f/2', 0o664],
        ['f/3', 0o555],
      ] as const)
        chmodSync(join(host.at('A'), path), mode);
      const next = await aPackage({ ...big, new: 'B' });
      for (const [name, verify] of [
        ['B', 'quick'],
        ['C', 'full'],
      ] as const) {
        await host.place(name, next, { on: 'A', verify });
        const modes = ['f/1', 'f/2', 'f/3'].map(
          (path) => lstatSync(join(host.at(name), path)).mode & 0o777,
        );
        expect(modes).toEqual([0o444, 0o444, 0o444]);
      }
    });

    test('takes nothing from an earlier one that others may write to', async () => {
      const host = aHost(shell);
      await host.place('A', await aPackage(big), { own: ['f'] });
      const events = await host.place('B', await aPackage(big), { on: 'A' });
      expect(sent(events)).toMatchObject({ entries: 21 });
    });

    test('is whole where an earlier one rotted unseen, if every content is read', async () => {
      const host = aHost(shell);
      await host.place('A', await aPackage(big));
      rot(join(host.at('A'), 'f/1'), 'c0ntent 1');
      const next = await aPackage({ ...big, new: 'B' });
      await host.place('B', next, { on: 'A', verify: 'full' });
      expect(await host.holds('B')).toEqual(next.manifest.files);
    });
  },
);

const nothing = sha256('');
test.each([
  ['none that runs', 'exit 127'],
  ['one that writes otherwise', `echo "SHA2-256(/dev/null)= ${nothing}"`],
  [
    'one that is wrong',
    `shift 3; for each; do echo "${nothing} *$each"; done; [ "$1" = /dev/null ] || exit 1`,
  ],
])('a whole release is what its package says on a host whose openssl is %s', async (_, text) => {
  const host = aHost(aShellWhere('openssl', text));
  const tree = { ...big, 'a *b': 'star', 'é ü': 'umlaut', ' x  y': 'blanks', link: '-> f' };
  const parcel = await aPackage(tree);
  await host.place('A', parcel);
  expect(await host.holds('A')).toEqual(parcel.manifest.files);
});

test('upload() rejects with what kept its command from starting', async () => {
  const refusing = { ...connectLocal({}), run: () => Promise.reject(new Error('no channel')) };
  const parcel = await aPackage(big);
  const placing = aReleaseHost(refusing, '/nowhere').place('A', parcel);
  await expect(placing).rejects.toThrow('no channel');
});
