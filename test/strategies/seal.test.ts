import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { inventory, readSeal, untouched } from '../../src/release/inventory.ts';
import { toShell } from '../../src/shell.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, aTarget, entriesOf, nothingShared, type Tree } from '../support/a-target.ts';
import { rot } from '../support/rot.ts';
import { shells } from '../support/shells.ts';

const tree: Tree = {
  ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`f/${index}`, `${index}`])),
  'cache/list': 'packed',
  link: '-> f/1',
};

/** A target with release A, and B on its way: linked, not sealed. Gives what is left to do. */
async function onTheWay(target: ATarget, own: readonly string[] = [], more: Tree = {}) {
  await target.place('A', tree);
  const at = { type: 'symlink' as const, root: target.root };
  const upload = { links: true, prepared: true, own, verify: 'quick' } as const;
  const placing = { run: 'run', build: 'B', digest: 'B', shared: nothingShared, upload };
  const steps = symlink.place(placing, await target.look(), at);
  const next = { ...tree, new: 'B', ...more };
  await target.run([...symlink.open('run', at), ...steps.upload, ...steps.prepare], next);
  return { seal: () => target.run(steps.seal, next), next };
}

describe.each(shells())('what a prepare hook does, through $name,', (shell) => {
  const inside = (target: ATarget, path: string) => join(target.at.release('B'), path);
  const read = (target: ATarget, path: string) => readFileSync(join(target.root, path), 'utf8');
  const sealed = (target: ATarget) =>
    readSeal(read(target, '.cutover/seals/B')).filter(({ path }) => path !== 'manifest.json');

  test('is in the seal: what it made, took the place of, and left alone', async () => {
    const target = aTarget(shell);
    const { seal, next } = await onTheWay(target);
    writeFileSync(inside(target, 'made'), 'made');
    writeFileSync(inside(target, 'f/3.new'), 'other');
    renameSync(inside(target, 'f/3.new'), inside(target, 'f/3'));
    rmSync(inside(target, 'f/4'));
    await seal();
    const after: Record<string, string> = { ...next, made: 'made', 'f/3': 'other' };
    delete after['f/4'];
    expect(sealed(target)).toEqual(entriesOf(after));
    expect(read(target, 'A/f/3')).toBe('3');
  });

  test.each([
    ['writes into', (path: string) => appendFileSync(path, 'more')],
    ['makes writable', (path: string) => chmodSync(path, 0o775)],
  ])('ends the release when it %s a file that is the earlier release’s, too', async (_, act) => {
    const target = aTarget(shell);
    const { seal } = await onTheWay(target);
    act(inside(target, 'f/3'));
    await expect(seal()).rejects.toThrow(
      /a prepare hook changed files that an earlier release has too.*"writes".*\.\/f\/3/,
    );
    expect(await target.look()).toMatchObject({
      releases: expect.arrayContaining([expect.objectContaining({ build: 'B', is: 'incomplete' })]),
    });
    expect(lstatSync(join(target.at.release('A'), 'f/3')).mode & 0o777).toBe(0o444);
  });

  test('stays its own where the hook said that it writes there', async () => {
    const target = aTarget(shell);
    const { seal, next } = await onTheWay(target, ['cache']);
    appendFileSync(inside(target, 'cache/list'), ' and more');
    await seal();
    expect(sealed(target)).toEqual(entriesOf({ ...next, 'cache/list': 'packed and more' }));
    expect(read(target, 'A/cache/list')).toBe('packed');
  });

  test('is told apart from it whatever names there are', async () => {
    const target = aTarget(shell);
    const { seal, next } = await onTheWay(target, [], { 'back\\slash': '1', 'a ./b': '2' });
    writeFileSync(inside(target, 'new\nline'), 'made');
    await seal();
    expect(sealed(target)).toEqual(entriesOf({ ...next, 'new\nline': 'made' }));
  });

  test('cannot go unnoticed: what is linked and what is sent is read-only', async () => {
    const target = aTarget(shell);
    await onTheWay(target);
    const modes = ['f/1', 'new'].map((path) => statSync(inside(target, path)).mode & 0o222);
    expect(modes).toEqual([0, 0]);
  });
});

describe.each(shells())('a release that no hook prepares, through $name,', (shell) => {
  const { run } = connectLocal(shell.environment);
  const said = async (command: readonly string[]) => (await run(toShell(command))).stdout;

  /** B on a host that has A, or nothing: placed and sealed with nothing in between. */
  async function placed({ on, meanwhile }: { on?: Tree; meanwhile?: (target: ATarget) => void }) {
    const target = aTarget(shell);
    if (on !== undefined) await target.place('A', on);
    const at = { type: 'symlink' as const, root: target.root };
    const upload = { links: true, prepared: false, own: [], verify: 'quick' } as const;
    const placing = { run: 'run', build: 'B', digest: 'B', shared: nothingShared, upload };
    const steps = symlink.place(placing, await target.look(), at);
    const next = { ...tree, new: 'B', 'sub/sub/file': 'B', 'f/1': 'other' };
    await target.run(symlink.open('run', at));
    meanwhile?.(target);
    await target.run([...steps.upload, ...steps.prepare, ...steps.seal], next);
    return { release: target.at.release('B'), seal: target.at.seal('B'), next };
  }

  const damage = ({ at }: ATarget) => rot(join(at.release('A'), 'f/2'), '3');

  test.each([
    ['sent as a whole', {}],
    ['linked', { on: tree }],
    ['linked in part', { on: { ...tree, 'f/7': 'gone', 'was/here': 'before', 'sub/x': '1' } }],
    ['linked to a damaged one, and mended', { on: tree, meanwhile: damage }],
  ])('and is %s, is sealed as what lies there, and nobody may write to it', async (_, given) => {
    const { release, seal, next } = await placed(given);
    const sealed = readFileSync(seal, 'utf8');
    expect(readSeal(sealed).filter(({ path }) => path !== 'manifest.json')).toEqual(
      entriesOf(next),
    );
    const lines = (text: string) => text.split('\n').toSorted();
    const there = await said(inventory(release));
    expect(lines(sealed.split('\n').slice(2).join('\n'))).toEqual(lines(there));
    expect(await said(untouched(release, seal))).toBe('untouched\n');
    expect(await said(['find', release, '-perm', '/222', '!', '-type', 'l'])).toBe('');
  });
});
