import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { capistrano } from '../../src/strategies/adoptions/capistrano.ts';
import { deployer } from '../../src/strategies/adoptions/deployer.ts';
import { adoptionNames } from '../../src/strategies/adoptions/index.ts';
import { type ATarget, aTarget, type Tree, writeTree } from '../support/a-target.ts';
import { adopt, look } from '../support/adopt.ts';
import { anExchangingShell, shells } from '../support/shells.ts';
import { whatIsThere } from '../support/what-is-there.ts';

const shared = { directories: ['storage'], files: ['.env'] };
const read = ({ root }: ATarget, path: string) =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
const inReleases = ({ root }: ATarget) => join(root, 'releases');
const sealsOf = ({ at }: ATarget) => (existsSync(at.seals) ? readdirSync(at.seals).toSorted() : []);
const sha = (letter: string) => letter.repeat(40);

const rows = (...builds: readonly string[]) =>
  builds.map((build) => `Branch main (at ${sha('a')}) deployed as release ${build} by ana\n`);

describe('what Capistrano wrote down', () => {
  test.each<[string, string[], string[]]>([
    ['is every release that was deployed', rows('1', '2'), ['1', '2']],
    [
      'goes back where it was rolled back',
      [...rows('1', '2', '3'), 'ana rolled back to release 1\n', ...rows('4')],
      ['1', '4'],
    ],
    ['is passed over where it is in other words', ['deployed!\n', ...rows('1')], ['1']],
    ['may be nothing', [], []],
  ])('%s', (_, lines, expected) => {
    expect(capistrano.past(lines.join(''), new Map()).map(({ build }) => build)).toEqual(expected);
  });

  test('has the commit, the branch and who it was, whatever their names hold', () => {
    const line = `Branch fix (at home) (at ${sha('b')}) deployed as release 9 by ana by night\n`;
    expect(capistrano.past(line, new Map())).toEqual([
      { build: '9', branch: 'fix (at home)', commit: sha('b'), by: 'ana by night' },
    ]);
  });
});

describe('what Deployer wrote down', () => {
  const row = (name: string) =>
    `{"created_at":"2026-11-20T08:00:00+0000","release_name":"${name}","user":"ana","target":"main"}\n`;
  const good = { bad: false, commit: '' };

  test('is what is still there, and was not marked as bad', () => {
    const marks = new Map([
      ['1', good],
      ['2', { ...good, bad: true }],
      ['3', good],
    ]);
    const log = `${['1', '2', '3', '4'].map(row).join('')}not json\n`;
    expect(deployer.past(log, marks)).toEqual([
      { build: '1', branch: 'main', commit: '', by: 'ana' },
      { build: '3', branch: 'main', commit: '', by: 'ana' },
    ]);
  });
});

test('what can be adopted is what the documentation names', () => {
  expect(adoptionNames).toEqual(['capistrano', 'deployer', 'plain-symlink', 'directory']);
});

/** A layout as Capistrano leaves it, with three releases, the second rolled back to. */
function aCapistranoLayout(target: ATarget, how: 'absolute' | 'relative'): void {
  const [first, second, third] = ['20260101000000', '20260102000000', '20260103000000'];
  const release = (build: string) => ({
    [`releases/${build}/index.php`]: build,
    [`releases/${build}/REVISION`]: `${sha('c')}\n`,
    [`releases/${build}/storage`]: `-> ${join(target.root, 'shared/storage')}`,
  });
  writeTree(target.root, {
    ...release(first!),
    ...release(second!),
    ...release(third!),
    'shared/storage/photo': 'precious',
    'shared/.env': 'KEY=1',
    'revisions.log': [
      ...rows(first!, second!, third!),
      `ana rolled back to release ${second}\n`,
    ].join(''),
    current: `-> ${how === 'absolute' ? `${target.root}/` : ''}releases/${second}`,
  });
}

describe.each(shells())('adopting through $name,', { concurrent: true }, (shell) => {
  const aNewTarget = () => aTarget(shell);

  test.each(['absolute', 'relative'] as const)(
    'a Capistrano layout with an %s pointer is known, and nothing of it has moved',
    async (how) => {
      const target = aNewTarget();
      aCapistranoLayout(target, how);
      const before = ['releases', 'shared', 'current'].map((path) =>
        whatIsThere(join(target.root, path)),
      );
      const options = { from: 'capistrano', shell, shared, releases: inReleases(target) };
      const taken = await adopt(target, options);
      expect(taken).toMatchObject({
        release: { build: '20260102000000', commit: sha('c'), branch: 'main' },
        previous: '20260101000000',
        moves: 'no',
        shares: [],
      });
      expect(sealsOf(target)).toEqual(['20260101000000', '20260102000000']);
      expect(
        ['releases', 'shared', 'current'].map((path) => whatIsThere(join(target.root, path))),
      ).toEqual(before);
      expect((await look(target, options)).taken).toMatchObject({ seals: [] });
    },
  );

  test('a Deployer layout knows its bad releases and the one that never ended', async () => {
    const target = aNewTarget();
    const row = (name: string) =>
      `{"created_at":"2026-11-20T08:00:00+0000","release_name":"${name}","user":"ana","target":"HEAD"}\n`;
    writeTree(target.root, {
      'releases/1/index.php': '1',
      'releases/2/BAD_RELEASE': 'x',
      'releases/3/index.php': '3',
      'releases/4/index.php': '4',
      release: '-> releases/4',
      current: '-> releases/3',
      '.dep/releases_log': ['1', '2', '3', '4'].map(row).join(''),
    });
    const taken = await adopt(target, { from: 'deployer', shell, releases: inReleases(target) });
    expect(taken).toMatchObject({ release: { build: '3' }, previous: '1', moves: 'no' });
    expect(sealsOf(target)).toEqual(['1', '3']);
    expect(readlinkSync(join(target.root, 'current'))).toBe('releases/3');
  });

  test('a link whose releases lie elsewhere is refused with what to write into the config', async () => {
    const target = aNewTarget();
    writeTree(target.root, { 'versions/v3/index.php': '3', current: '-> versions/v3' });
    const { taken } = await look(target, { from: 'plain-symlink', shell });
    expect('problems' in taken ? taken.problems.map(({ hint }) => hint) : []).toEqual([
      `write into cutover.yml: strategy: { …, releases: ${target.root}/versions }`,
    ]);
    const options = { from: 'plain-symlink', shell, releases: join(target.root, 'versions') };
    expect(await adopt(target, options)).toMatchObject({ release: { build: 'v3' } });
  });

  test.each<[string, string, Tree, string]>([
    ['a link that leads nowhere', 'capistrano', { current: '-> gone' }, 'leads to no directory'],
    ['a directory', 'capistrano', { 'current/x': '1' }, 'is a directory, not a link'],
    ['nothing at all', 'directory', { x: '1' }, 'is no directory'],
    ['a file', 'directory', { current: '1' }, 'is no directory'],
    [
      'a name that no release can have',
      'plain-symlink',
      { 'a b/x': '1', current: '-> a b' },
      'cannot be a release’s name',
    ],
    [
      'shared content in two places',
      'directory',
      { 'current/storage/a': '1', 'shared/storage/b': '2' },
      'and there is a shared/storage too',
    ],
    [
      'shared content of the wrong type',
      'directory',
      { 'current/storage': 'x' },
      'is no directory',
    ],
  ])('%s is refused for %s, and nothing is touched', async (_, from, tree, problem) => {
    const target = aNewTarget();
    writeTree(target.root, tree);
    const before = whatIsThere(target.root);
    await expect(adopt(target, { from, shell, shared })).rejects.toThrow(problem);
    expect(whatIsThere(target.root)).toEqual(before);
  });

  test('a directory becomes the first release, with what is shared beside it', async () => {
    const target = aNewTarget();
    writeTree(target.root, {
      'current/index.php': 'A',
      'current/storage/photo': 'precious',
      'current/.env': 'KEY=1',
      'current/empty': '/',
    });
    const taken = await adopt(target, { from: 'directory', shell, shared });
    expect(taken.release.build).toBe('adopted-1');
    expect(readlinkSync(target.at.current)).toBe('adopted-1');
    expect(read(target, 'shared/storage/photo')).toBe('precious');
    expect(lstatSync(join(target.root, 'adopted-1/storage')).isSymbolicLink()).toBe(true);
    expect(read(target, 'current/storage/photo')).toBe('precious');
    expect(read(target, 'current/.env')).toBe('KEY=1');
    expect(lstatSync(join(target.root, 'adopted-1/.env')).isSymbolicLink()).toBe(true);
    expect(await target.look()).toMatchObject({ live: 'adopted-1' });
    expect(sealsOf(target)).toEqual(['adopted-1']);
    expect(existsSync(target.at.beside)).toBe(false);
    expect((await adopt(target, { from: 'directory', shell, shared })).seals).toEqual([]);
  });

  test('pins what nobody could make again, and nothing of a tool that could', async () => {
    const byHand = aNewTarget();
    writeTree(byHand.root, { 'current/uploads/photo': 'precious' });
    await adopt(byHand, { from: 'directory', shell });
    expect((await byHand.look()).pins).toEqual(['adopted-1']);
    const target = aNewTarget();
    aCapistranoLayout(target, 'relative');
    await adopt(target, { from: 'capistrano', shell, releases: inReleases(target) });
    expect((await target.look()).pins).toEqual([]);
  });

  test('leaves what it adopts as writable as it was', async () => {
    const target = aNewTarget();
    writeTree(target.root, { 'current/cache': 'x' });
    await adopt(target, { from: 'directory', shell });
    expect(lstatSync(join(target.root, 'adopted-1/cache')).mode & 0o200).toBe(0o200);
  });

  test('takes the next release, and the way back to what was adopted', async () => {
    const target = aNewTarget();
    writeTree(target.root, { 'current/index.php': 'A', 'current/storage/photo': 'precious' });
    await adopt(target, { from: 'directory', shell, shared });
    await target.place('B', { 'index.php': 'B', '.env': 'KEY=B' }, shared);
    await target.goLive('B');
    expect(read(target, 'current/storage/photo')).toBe('precious');
    await target.goLive('adopted-1');
    expect(read(target, 'current/index.php')).toBe('A');
  });
});

test('where mv can exchange, a directory is adopted without a moment in which nothing is there', async () => {
  const shell = anExchangingShell();
  const target = aTarget(shell);
  writeTree(target.root, { 'current/index.php': 'A' });
  const { at } = target;
  await adopt(target, { from: 'directory', shell });
  expect(readlinkSync(at.current)).toBe('adopted-1');
  expect(read(target, 'current/index.php')).toBe('A');
  expect(readFileSync(shell.calls, 'utf8').split('\n')).toContain(
    `--exchange -T ${at.release('adopted-1')} ${at.current}`,
  );
});
