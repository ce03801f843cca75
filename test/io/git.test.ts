import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCheckout, readCommit } from '../../src/io/git.ts';
import { aProject, type Project } from '../support/a-project.ts';
import { aScratch } from '../support/a-tree.ts';

function project(files: Readonly<Record<string, string>> = {}): Project {
  const made = aProject('app: shop\n', files);
  onTestFinished(made.remove);
  return made;
}

test('readCheckout() says what is checked out, from any directory of the work tree', async () => {
  const { directory, git } = project({ 'web/index.html': 'one' });
  expect(await readCheckout(join(directory, 'web'))).toEqual({
    root: realpathSync(directory),
    commit: git('rev-parse', 'HEAD'),
    tree: git('rev-parse', 'HEAD^{tree}'),
    branch: 'main',
    tags: [],
    dirty: [],
  });
});

test('readCheckout() reads a work tree whose name has more than one line', async () => {
  const { directory } = project();
  const moved = join(aScratch(), 'one\ntwo');
  renameSync(directory, moved);
  expect((await readCheckout(moved)).root).toBe(realpathSync(moved));
});

test('readCommit() says which commit is checked out, where a file or a tag has the name HEAD too', async () => {
  const { directory, git, commit } = project();
  git('update-ref', 'refs/tags/HEAD', 'HEAD');
  const last = commit({ HEAD: 'two' });
  expect(await readCommit(directory)).toBe(last);
  expect(await readCheckout(directory)).toMatchObject({ commit: last, branch: 'main' });
});

test('readCommit() stops where there is no commit', async () => {
  await expect(readCommit(aScratch())).rejects.toThrow(/not a git repository/);
});

test('readCheckout() has no branch where HEAD is on none', async () => {
  const { directory, git } = project();
  git('checkout', '--quiet', '--detach');
  expect((await readCheckout(directory)).branch).toBe('');
});

test('readCheckout() leads every tag to its commit, annotated or not', async () => {
  const { directory, git, commit } = project();
  const first = git('rev-parse', 'HEAD');
  git('tag', 'v1.0.0');
  git('tag', '--annotate', '--message', 'two\nlines', 'release/2026.03.1');
  const second = commit({ 'index.html': 'two' });
  git('tag', 'latest');
  const { tags } = await readCheckout(directory);
  expect(tags.map(({ name, commit: at }) => [name, at]).toSorted()).toEqual([
    ['latest', second],
    ['release/2026.03.1', first],
    ['v1.0.0', first],
  ]);
});

test('readCheckout() lists every change that is in no commit, whatever its name', async () => {
  const { directory, git, write } = project({
    'old name': 'x'.repeat(99),
    changed: '1',
    gone: '1',
  });
  write('changed', '2');
  rmSync(join(directory, 'gone'));
  git('mv', 'old name', 'new\nname');
  write('new/deep/ünï "quoted"', '');
  write('R  not a status', '');
  write('.cutover/ignored', '');
  expect((await readCheckout(directory)).dirty.toSorted()).toEqual([
    'R  not a status',
    'changed',
    'gone',
    'new\nname',
    'new/deep/ünï "quoted"',
  ]);
});

test('readCheckout() reads a shallow clone', async () => {
  const { directory, commit } = project();
  const last = commit({ 'index.html': 'two' });
  const clone = join(aScratch(), 'clone');
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${directory}`, clone]);
  expect(await readCheckout(clone)).toMatchObject({ commit: last, branch: 'main', dirty: [] });
});

test.skipIf(process.getuid?.() !== 0)('readCheckout() reads a clone of another user', async () => {
  const { directory } = project();
  execFileSync('chown', ['-R', '12345:12345', directory]);
  expect(await readCheckout(directory)).toMatchObject({ branch: 'main', dirty: [] });
});

test('readCheckout() runs nothing that the repository names', async () => {
  const { directory, git } = project();
  git('config', 'core.fsmonitor', `touch ${join(directory, 'was-run')}; false`);
  expect((await readCheckout(directory)).dirty).toEqual([]);
});

test('readCheckout() changes nothing in the repository', async () => {
  const { directory, git } = project();
  const index = () =>
    execFileSync('stat', ['-c', '%i %Y', join(directory, '.git/index')]).toString();
  renameSync(join(directory, 'index.html'), join(directory, 'x'));
  renameSync(join(directory, 'x'), join(directory, 'index.html'));
  execFileSync('touch', [join(directory, 'index.html')]);
  const before = index();
  await readCheckout(directory);
  expect(index()).toBe(before);
  expect(git('status', '--porcelain')).toBe('');
});

test.each<[string, (directory: string) => void, RegExp, RegExp]>([
  ['no repository', () => undefined, /not a git repository/, /in a clone/],
  [
    'a repository without a commit',
    (directory) => execFileSync('git', ['init', '--quiet', directory]),
    /Cannot read the checkout in ".*": /,
    /Commit first/,
  ],
  [
    'no directory',
    (directory) => rmSync(directory, { recursive: true }),
    /there is no directory/,
    /.*/,
  ],
])('readCheckout() stops at %s', async (_, prepare, message, hint) => {
  const directory = join(aScratch(), 'clone');
  mkdirSync(directory);
  prepare(directory);
  await expect(readCheckout(directory)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(message),
  });
  if (hint.source !== '.*')
    await expect(readCheckout(directory)).rejects.toMatchObject({
      hint: expect.stringMatching(hint),
    });
});
