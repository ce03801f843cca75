import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import type { Shared } from '../../src/strategies/strategy.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, aTarget, type Tree, writeTree } from '../support/a-target.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';
import { shells } from '../support/shells.ts';

const [sh] = shells();
const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
const kind = fc.constantFrom('file', 'file', 'file', 'directory', 'link');

/** A tree without a path below a file or a link; every file has a content that no other has. */
const treeOf = (mark: string) =>
  fc.array(fc.tuple(path, kind, path), { maxLength: 6 }).map((rows): Tree => {
    const tree = new Map<string, string>();
    rows.forEach(([at, is, to], index) => {
      if ([...tree.keys()].some((each) => isWithin(each, at) || isWithin(at, each))) return;
      const up = '../'.repeat(at.split('/').length - 1);
      tree.set(at, { file: `${mark}${index}`, directory: '/', link: `-> ${up}${to}` }[is] ?? '/');
    });
    return Object.fromEntries(tree);
  });

// Nested ones, too: the config refuses them, and yet nothing may be lost.
const sharedPaths = fc.record({
  directories: fc.uniqueArray(path, { maxLength: 2 }),
  files: fc.uniqueArray(path, { maxLength: 2 }),
});

function isWithin(each: string, place: string): boolean {
  return each === place || each.startsWith(`${place}/`);
}

/** The content of every file below a directory, by its path; links are not followed. */
function filesIn(directory: string): ReadonlyMap<string, string> {
  if (!existsSync(directory)) return new Map();
  const found = execFileSync('find', [directory, '-type', 'f', '-printf', '%P\n'], {
    encoding: 'utf8',
  });
  const paths = found.split('\n').filter((each) => each !== '');
  return new Map(paths.map((each) => [each, readFileSync(join(directory, each), 'utf8')]));
}

/** What a run does with a release’s shared paths, after its content was sent; tells whether it was refused. */
async function share(target: ATarget, build: string, tree: Tree, shared: Shared): Promise<boolean> {
  const places = { type: 'symlink' as const, root: target.root };
  mkdirSync(target.at.release(build), { recursive: true });
  writeTree(target.at.release(build), tree);
  const placing = { run: 'run', build, digest: 'd', shared };
  const { prepare } = symlink.place(placing, await target.look(shared), places);
  return target.run(prepare).then(
    () => true,
    () => false,
  );
}

/** Shares a release’s paths, and looks for every byte. */
async function expectNothingLost(target: ATarget, build: string, tree: Tree, shared: Shared) {
  const precious = filesIn(target.at.shared);
  const brought = Object.values(tree).filter((text) => /^[xy]/.test(text));
  const passed = await share(target, build, tree, shared);
  expect(Object.fromEntries(filesIn(target.at.shared))).toMatchObject(Object.fromEntries(precious));
  const everywhere = [...filesIn(target.root).values()];
  expect(everywhere).toEqual(expect.arrayContaining(brought));
  if (passed && !isNested(shared)) expectShared(target, build, shared);
}

function isNested({ directories, files }: Shared): boolean {
  const all = [...directories, ...files];
  return all.some((each, index) =>
    all.some((other, place) => place !== index && isWithin(each, other)),
  );
}

describe('whatever two releases bring and whatever was shared before,', () => {
  test('every file that was shared is where it was, and every file of a release is somewhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        treeOf('s'),
        fc.tuple(treeOf('x'), treeOf('y')),
        sharedPaths,
        async (before, [first, second], shared) => {
          const target = aTarget(sh!);
          mkdirSync(target.at.shared, { recursive: true });
          writeTree(target.at.shared, before);
          await expectNothingLost(target, 'A', first, shared);
          await expectNothingLost(target, 'B', second, shared);
        },
      ),
      { numRuns: runs(60) },
    );
  });
});

function expectShared(target: ATarget, build: string, { directories, files }: Shared) {
  for (const each of [...directories, ...files]) {
    const inside = join(target.at.release(build), each);
    const beside = join(target.at.shared, each);
    expect(lstatSync(inside).isSymbolicLink()).toBe(true);
    expect(readlinkSync(inside)).toContain('shared/');
    expect(statSync(inside).ino).toBe(statSync(beside).ino);
    expect(statSync(inside).isDirectory()).toBe(directories.includes(each));
  }
}
