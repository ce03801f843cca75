import { existsSync, readdirSync, readFileSync, readlinkSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import type { Bridge } from '../../src/strategies/strategy.ts';
import { type ATarget, aTarget, type Tree, writeTree } from '../support/a-target.ts';
import { ageBridged, cutOverBridged, placeBridged } from '../support/bridged.ts';
import { shells } from '../support/shells.ts';

const bridge: Bridge = { directories: ['public/build'], age: 3600 };
const read = ({ root }: ATarget, path: string) =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;

/** A release as a build makes it: hashed assets, and a list of them that is not hashed. */
const builtTree = (name: string, more: Tree = {}): Tree => ({
  'public/index.php': name,
  [`public/build/app-${name}.js`]: name,
  'public/build/manifest.json': name,
  ...more,
});

/** Sends a release and makes it live, as a run does it; what has aged out goes. */
async function release(target: ATarget, build: string, tree: Tree, own: Bridge = bridge) {
  await placeBridged(target, build, tree, own);
  await cutOver(target, build, own);
  await ageBridged(target, own);
}

const cutOver = (target: ATarget, build: string, own: Bridge = bridge) =>
  cutOverBridged(target, build, own);

const intact = ({ at }: ATarget, build: string) =>
  ({
    does: 'compare',
    title: 'intact?',
    directory: at.release(build),
    seal: at.seal(build),
  }) as const;

/** Lets a release have been left two hours ago. */
function leaveLongAgo({ at }: ATarget, build: string) {
  const then = Date.now() / 1000 - 7200;
  utimesSync(join(at.bridge, '.left', build), then, then);
}

describe.each(shells())(
  'a bridged directory, through $name,',
  { concurrent: true },
  ({ environment, name }) => {
    const aNewTarget = () => aTarget({ environment, name });

    test('serves the assets of the release before, and its own of those that both have', async () => {
      const target = aNewTarget();
      await release(target, 'A', builtTree('A'));
      await release(target, 'B', builtTree('B'));
      expect(readlinkSync(join(target.root, 'B/public/build'))).toBe('../../bridge/B/public/build');
      expect(read(target, 'current/public/build/app-B.js')).toBe('B');
      expect(read(target, 'current/public/build/app-A.js')).toBe('A');
      expect(read(target, 'current/public/build/manifest.json')).toBe('B');
    });

    test('serves the newer release’s assets after the way back, and what that one served', async () => {
      const target = aNewTarget();
      for (const build of ['A', 'B', 'C']) await release(target, build, builtTree(build));
      await cutOver(target, 'A');
      expect(readdirSync(join(target.root, 'current/public/build')).toSorted()).toEqual([
        'app-A.js',
        'app-B.js',
        'app-C.js',
        'manifest.json',
      ]);
      expect(read(target, 'current/public/build/manifest.json')).toBe('A');
    });

    test('changes nothing of a sealed release: each is what it was', async () => {
      const target = aNewTarget();
      for (const build of ['A', 'B', 'C']) await release(target, build, builtTree(build));
      await cutOver(target, 'B');
      for (const build of ['A', 'B', 'C']) await target.run([intact(target, build)]);
      const own = join(target.root, 'B/.cutover/own/public/build/app-B.js');
      expect(statSync(own).ino).toBe(statSync(join(target.root, 'B/public/build/app-B.js')).ino);
    });

    test('lets go of assets that have aged out, and never of its own', async () => {
      const target = aNewTarget();
      for (const build of ['A', 'B']) await release(target, build, builtTree(build));
      leaveLongAgo(target, 'A');
      await release(target, 'C', builtTree('C'));
      expect(read(target, 'current/public/build/app-A.js')).toBeUndefined();
      expect(read(target, 'current/public/build/app-B.js')).toBe('B');
      leaveLongAgo(target, 'C');
      await release(target, 'D', builtTree('D'));
      expect(read(target, 'C/public/build/app-C.js')).toBe('C');
      expect(read(target, 'A/public/build/app-A.js')).toBe('A');
    });

    test('keeps the assets of a release that retention has taken, until they age out', async () => {
      const target = aNewTarget();
      for (const build of ['A', 'B']) await release(target, build, builtTree(build));
      await target.remove('A');
      await release(target, 'C', builtTree('C'));
      expect(existsSync(target.at.bridged('A'))).toBe(false);
      expect(read(target, 'current/public/build/app-A.js')).toBe('A');
      leaveLongAgo(target, 'A');
      await release(target, 'D', builtTree('D'));
      expect(read(target, 'current/public/build/app-A.js')).toBeUndefined();
      expect(readdirSync(join(target.at.bridge, '.left')).toSorted()).toEqual(['B', 'C', 'D']);
    });

    test('takes the assets of a release of the time before', async () => {
      const target = aNewTarget();
      const unbridged = { directories: [], age: 0 };
      await release(target, 'A', builtTree('A'), unbridged);
      await release(target, 'B', builtTree('B'));
      expect(read(target, 'current/public/build/app-A.js')).toBe('A');
      await cutOver(target, 'A');
      await target.run([intact(target, 'A'), intact(target, 'B')]);
    });

    test('may be missing in a release: what was served before still is', async () => {
      const target = aNewTarget();
      await release(target, 'A', builtTree('A'));
      await release(target, 'B', { 'index.php': 'B' });
      expect(read(target, 'current/public/build/app-A.js')).toBe('A');
    });

    test('holds directories, hidden files and names that shells trip over', async () => {
      const target = aNewTarget();
      const odd = {
        'public/build/.vite/manifest.json': '1',
        'public/build/deep/er/a b.js': '2',
        "public/build/deep/it's $HOME": '3',
        'public/build/-n': '4',
        'public/build/line\nbreak': '5',
        'public/build/..two': '6',
      };
      await release(target, 'A', builtTree('A', odd));
      await release(target, 'B', builtTree('B'));
      for (const [path, text] of Object.entries(odd)) {
        expect([path, read(target, `current/${path}`)]).toEqual([path, text]);
      }
    });

    test.each([
      ['a file', { 'public/build': 'x' }, 'is no directory'],
      ['a link', { 'public/build': '-> ../other', 'other/x': '1' }, 'is a link, not a directory'],
      ['a directory with links', { 'public/build/x': '-> y', 'public/build/y': '1' }, 'is neither'],
    ])('that is %s is refused, and what is live stays', async (_, tree, problem) => {
      const target = aNewTarget();
      await release(target, 'A', builtTree('A'));
      await expect(release(target, 'B', tree)).rejects.toThrow(problem);
      expect(await target.look()).toMatchObject({ live: 'A' });
    });

    test('never overwrites what somebody put there', async () => {
      const target = aNewTarget();
      await release(target, 'A', builtTree('A'));
      writeTree(target.root, { 'bridge/A/public/build/app-B.js': 'by hand' });
      await release(target, 'B', builtTree('B'));
      await cutOver(target, 'A');
      expect(read(target, 'current/public/build/app-B.js')).toBe('by hand');
      expect(read(target, 'B/public/build/app-B.js')).toBe('B');
    });
  },
);
