import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, aTarget, nothingShared, writeTree } from '../support/a-target.ts';
import { shells } from '../support/shells.ts';

const tree = { 'public/index.php': 'hello', 'to a file': '-> public/index.php', empty: '/' };
const storage = { directories: ['storage'], files: [] };
const env = { directories: [], files: ['config/.env'] };
const read = (target: ATarget, path: string) => readFileSync(join(target.root, path), 'utf8');
const put = (target: ATarget, files: Readonly<Record<string, string>>) =>
  writeTree(target.root, files);
const buildsOf = async (target: ATarget) =>
  (await target.look()).releases.map(({ build, is }) => `${build} ${is}`).toSorted();

describe.each(shells())(
  'a release through $name',
  { concurrent: true },
  ({ environment, name }) => {
    const aNewTarget = () => aTarget({ environment, name });

    test('is placed, made live, taken back and removed', async () => {
      const target = aNewTarget();
      expect(await target.look()).toMatchObject({ pointer: { is: 'absent' }, releases: [] });
      await target.place('A', tree);
      expect(await buildsOf(target)).toEqual(['A complete']);
      await target.goLive('A');
      await target.place('B', { ...tree, new: 'B' });
      await target.goLive('B');
      expect(readlinkSync(target.at.current)).toBe('B');
      expect(read(target, 'current/new')).toBe('B');
      await target.goLive('A');
      await target.remove('B');
      expect(await buildsOf(target)).toEqual(['A complete']);
      expect(await target.look()).toMatchObject({ live: 'A', missingTools: [] });
      expect(readdirSync(join(target.at.work, 'trash'))).toEqual([]);
    });

    test('that is not complete when its run is over is gone, with its mark; another run’s stays', async () => {
      const target = aNewTarget();
      const options = { type: 'symlink', root: target.root } as const;
      const half = async (run: string, build: string) => {
        const placing = { run, build, digest: 'd', shared: nothingShared };
        const { upload, prepare } = symlink.place(placing, await target.look(), options);
        await target.run([...symlink.open(run, options), ...upload, ...prepare], tree);
      };
      await half('another', 'A');
      await half('run', 'B');
      expect(await buildsOf(target)).toEqual(['A incomplete', 'B incomplete']);
      await target.place('C', tree);
      expect(await buildsOf(target)).toEqual(['A incomplete', 'C complete']);
      expect(readdirSync(target.at.placing)).toEqual(['A']);
      expect(readdirSync(join(target.at.work, 'trash'))).toEqual([]);
    });

    test('that was sealed, and whose run ended in that moment, is gone with its seal', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      writeFileSync(target.at.place('A'), 'run\n');
      await target.place('B', tree);
      expect(await buildsOf(target)).toEqual(['B complete']);
      expect(readdirSync(target.at.seals)).toEqual(['B']);
    });

    test.each([
      ['read', 0o444],
      ['run', 0o555],
    ])(
      'that is taken away gives files of an earlier one that may be %s back the modes that a hook took from them',
      async (_, placed) => {
        const target = aNewTarget();
        const options = { type: 'symlink', root: target.root } as const;
        await target.place('A', { ...tree, 'a/b.txt': 'b' });
        const mode = () => lstatSync(join(target.at.release('A'), 'a/b.txt')).mode & 0o777;
        const placing = { run: 'run', build: 'B', digest: 'd', shared: nothingShared };
        const { upload, prepare } = symlink.place(placing, await target.look(), options);
        const all = { ...tree, 'a/b.txt': 'b', new: 'B' };
        await target.run([...symlink.open('run', options), ...upload, ...prepare], all);
        const shared = join(target.at.incoming('run'), 'shared');
        const rows = readFileSync(shared, 'utf8');
        writeFileSync(shared, rows.replaceAll(/^8124/gm, (0o100000 + placed).toString(16)));
        chmodSync(join(target.at.release('B'), 'a/b.txt'), 0o775);
        expect(mode()).toBe(0o775);
        await target.run([{ does: 'run', title: 'Close', command: symlink.close('run', options) }]);
        expect(mode()).toBe(placed);
        expect(await buildsOf(target)).toEqual(['A complete']);
      },
    );

    test('is not sent again when it is there and intact', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      rmSync(join(target.at.work, 'incoming'), { recursive: true });
      await target.place('A', tree);
      expect(await buildsOf(target)).toEqual(['A complete']);
    });

    test('that somebody changed is found out before it goes live again', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      writeFileSync(join(target.at.release('A'), 'public/index.php'), 'hacked');
      await expect(target.place('A', tree)).rejects.toThrow('1 paths in');
    });

    test('that arrives damaged never gets its name', async () => {
      const target = aNewTarget();
      const { upload } = symlink.place(
        { run: 'run', build: 'A', digest: 'd', shared: nothingShared },
        await target.look(),
        { type: 'symlink', root: target.root },
      );
      const damaged = { ...tree, 'public/index.php': 'cut o' };
      await target.run(symlink.open('run', { type: 'symlink', root: target.root }));
      await expect(target.run(upload, tree, damaged)).rejects.toThrow('changed "public/index.php"');
      expect(await buildsOf(target)).toEqual([]);
    });

    test('cannot be written to once it is complete, but what it shares can', async () => {
      const target = aNewTarget();
      put(target, { 'shared/storage/log': 'old' });
      await target.place('A', tree, storage);
      const modes = ['public/index.php', 'public', ''].map(
        (path) => lstatSync(join(target.at.release('A'), path)).mode & 0o222,
      );
      expect(modes).toEqual([0, 0, 0]);
      expect(lstatSync(join(target.at.shared, 'storage/log')).mode & 0o200).toBe(0o200);
      expect(lstatSync(join(target.at.shared, 'storage')).mode & 0o200).toBe(0o200);
    });

    test('takes the place of one that was never finished', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      rmSync(target.at.seal('A'));
      writeFileSync(target.at.place('A'), '');
      expect(await buildsOf(target)).toEqual(['A incomplete']);
      await target.place('A', { other: 'content' });
      expect(await buildsOf(target)).toEqual(['A complete']);
      expect(read(target, 'A/other')).toBe('content');
      expect(existsSync(join(target.root, 'A/public'))).toBe(false);
    });

    test.each([
      ['directory', { 'A/precious': 'data' }],
      ['file', { A: 'precious' }],
      ['link', { A: '-> nowhere' }],
    ])('never takes the place of a %s that Cutover did not make', async (_, files) => {
      const target = aNewTarget();
      put(target, files);
      await expect(target.place('A', tree)).rejects.toThrow(
        'is there already, and is not an unfinished release',
      );
      for (const [path, content] of Object.entries(files)) {
        const there = join(target.root, path);
        if (content.startsWith('->')) expect(readlinkSync(there)).toBe('nowhere');
        else expect(read(target, path)).toBe(content);
      }
    });
  },
);

describe.each(shells())(
  'what is shared, through $name,',
  { concurrent: true },
  ({ environment, name }) => {
    const aNewTarget = () => aTarget({ environment, name });
    const inRelease = { 'storage/app/photo': 'from the release' };

    test('is copied from the first release that brings it', async () => {
      const target = aNewTarget();
      await target.place('A', { ...tree, ...inRelease }, storage);
      expect(read(target, 'shared/storage/app/photo')).toBe('from the release');
      expect(readlinkSync(join(target.root, 'A/storage'))).toBe('../shared/storage');
    });

    test('is never overwritten: a later release’s own content is kept aside', async () => {
      const target = aNewTarget();
      put(target, { 'shared/storage/app/photo': 'precious', 'shared/storage/log': 'more' });
      await target.place('A', { ...tree, ...inRelease }, storage);
      expect(read(target, 'shared/storage/app/photo')).toBe('precious');
      expect(read(target, 'A/storage/log')).toBe('more');
      expect(read(target, '.cutover/aside/A/storage/app/photo')).toBe('from the release');
    });

    test('survives the release that is removed', async () => {
      const target = aNewTarget();
      put(target, { 'shared/storage/log': 'precious' });
      await target.place('A', tree, storage);
      await target.remove('A');
      expect(read(target, 'shared/storage/log')).toBe('precious');
      expect(await buildsOf(target)).toEqual([]);
    });

    test('may be a directory that nobody has yet', async () => {
      const target = aNewTarget();
      await target.place('A', tree, storage);
      expect(lstatSync(join(target.root, 'shared/storage')).isDirectory()).toBe(true);
    });

    test('may be a link itself, to another disk', async () => {
      const target = aNewTarget();
      put(target, { 'disk/log': 'precious', 'shared/storage': '-> ../disk' });
      await target.place('A', tree, storage);
      expect(read(target, 'A/storage/log')).toBe('precious');
    });

    test('is not made up when its disk is not mounted: the link stays', async () => {
      const target = aNewTarget();
      put(target, { 'shared/storage': '-> ../disk' });
      await expect(target.place('A', { ...tree, ...inRelease }, storage)).rejects.toThrow(
        'leads nowhere',
      );
      expect(readlinkSync(join(target.root, 'shared/storage'))).toBe('../disk');
      expect((await target.look(storage)).shared).toEqual({ storage: 'other' });
    });

    test('that is a file and nowhere is refused', async () => {
      const target = aNewTarget();
      await expect(target.place('A', tree, env)).rejects.toThrow(
        'shared/config/.env does not exist',
      );
      expect(await buildsOf(target)).toEqual(['A incomplete']);
    });

    test('may be a file below a directory', async () => {
      const target = aNewTarget();
      put(target, { 'shared/config/.env': 'KEY=1' });
      await target.place('A', tree, env);
      expect(readlinkSync(join(target.root, 'A/config/.env'))).toBe('../../shared/config/.env');
      expect(read(target, 'A/config/.env')).toBe('KEY=1');
    });

    test('of the wrong type in the release is refused, and makes nothing of the wrong type', async () => {
      const target = aNewTarget();
      await expect(target.place('A', { storage: 'a file' }, storage)).rejects.toThrow(
        'is no directory',
      );
      await expect(target.place('B', { 'config/.env/x': 'a file' }, env)).rejects.toThrow(
        'is no file',
      );
      expect(existsSync(join(target.root, 'shared/storage'))).toBe(false);
      expect(existsSync(join(target.root, 'shared/config/.env'))).toBe(false);
    });

    test('takes the place of a link of the release’s own, which is kept aside', async () => {
      const target = aNewTarget();
      await target.place('A', { ...tree, storage: '-> public' }, storage);
      expect(readlinkSync(join(target.root, 'A/storage'))).toBe('../shared/storage');
      expect(readlinkSync(join(target.root, '.cutover/aside/A/storage'))).toBe('public');
      expect(read(target, 'A/public/index.php')).toBe('hello');
    });

    test('is refused below a link of the release that leads elsewhere', async () => {
      const target = aNewTarget();
      const logs = { directories: ['deep/down/logs'], files: [] };
      await expect(
        target.place('A', { 'other/x': '1', 'deep/down': '-> ../other' }, logs),
      ).rejects.toThrow('does not lead to');
    });

    test.each(['a b', "it's", '$(touch pwned)', '-n', '*', 'ümläut', '`id`'])(
      'may be called "%s"',
      async (path) => {
        const target = aNewTarget();
        const own = { directories: [path], files: [] };
        await target.place('A', { ...tree, [`${path}/f`]: 'x' }, own);
        expect(read(target, `shared/${path}/f`)).toBe('x');
        expect((await target.look(own)).shared).toEqual({ [path]: 'directory' });
        expect(readdirSync(target.root).toSorted()).toEqual(['.cutover', 'A', 'shared']);
      },
    );
  },
);

describe.each(shells())(
  'room for a release, through $name,',
  { concurrent: true },
  ({ environment, name }) => {
    const aFullTarget = async () => {
      const target = aTarget({ environment, name });
      for (const build of ['A', 'B', 'C']) await target.place(build, tree);
      return target;
    };
    const makeRoom = (target: ATarget, builds: readonly string[], bytes: number) =>
      symlink.makeRoom(builds, { bytes, inodes: 1 }, { type: 'symlink', root: target.root });

    test('is made by removing others, in their order', async () => {
      const target = await aFullTarget();
      const steps = makeRoom(target, ['B', 'A'], 4096);
      expect(steps.map(({ title }) => title)).toEqual([
        'Remove B',
        'Remove A',
        'Make sure that there is room',
      ]);
      rmSync(join(target.at.work, 'trash'), { recursive: true });
      await target.run(steps);
      expect(await buildsOf(target)).toEqual(['C complete']);
    });

    test('that is not there afterwards is told in numbers', async () => {
      const target = await aFullTarget();
      await expect(target.run(makeRoom(target, ['A'], 2 ** 60))).rejects.toThrow(
        /^[0-9]+ KiB and [0-9]+ inodes are free after that, [0-9]+ and 101 are needed$/,
      );
    });
  },
);

describe.each(shells())(
  'the pointer, through $name,',
  { concurrent: true },
  ({ environment, name }) => {
    const aNewTarget = () => aTarget({ environment, name });

    test('keeps its live release from being removed', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      await target.goLive('A');
      await expect(target.remove('A')).rejects.toThrow('is live');
      expect(await buildsOf(target)).toEqual(['A complete']);
    });

    test('is not all that keeps a release: a process that works in it does, too (T-9)', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      const child = spawn('sleep', ['300'], { cwd: join(target.root, 'A/public') });
      try {
        await expect(target.remove('A')).rejects.toThrow(
          `a process still runs in it: ${child.pid} (sleep 300)`,
        );
        expect(await buildsOf(target)).toEqual(['A complete']);
      } finally {
        child.kill();
        await once(child, 'exit');
      }
      await target.remove('A');
      expect(await buildsOf(target)).toEqual([]);
    });

    test('keeps it even where it is reached by another name', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      symlinkSync(target.at.release('A'), join(target.root, 'alias'));
      symlinkSync('alias', target.at.current);
      await expect(target.remove('A')).rejects.toThrow('is live');
    });

    test.each([
      ['a directory', { 'current/index.php': 'x' }, 'a directory'],
      ['a file', { current: 'x' }, 'a file'],
    ])('that is %s is seen as such, and not followed', async (_, files, what) => {
      const target = aNewTarget();
      put(target, files);
      expect(await target.look()).toMatchObject({ pointer: { is: 'other', what }, releases: [] });
    });

    test.each([
      ['nowhere', '-> gone', 'gone'],
      ['out of the releases', '-> /tmp', '/tmp'],
      ['into a release', '-> A/public', 'A/public'],
    ])('that leads %s makes nothing live', async (_, link, text) => {
      const target = aNewTarget();
      await target.place('A', tree);
      put(target, { current: link });
      expect(await target.look()).toMatchObject({ pointer: { is: 'link', text }, live: undefined });
    });

    test('goes back to nothing where nothing was, but only if it is still ours', async () => {
      const target = aNewTarget();
      const places = { type: 'symlink' as const, root: target.root };
      await target.place('A', tree);
      const { restore } = symlink.cutOver({ run: 'run', build: 'A' }, await target.look(), places);
      await target.goLive('A');
      await target.run(restore);
      expect(existsSync(target.at.current)).toBe(false);
      symlinkSync('elsewhere', target.at.current);
      await expect(target.run(restore)).rejects.toThrow('points to "elsewhere"');
      expect(readlinkSync(target.at.current)).toBe('elsewhere');
    });
  },
);

describe.each(shells())(
  'what a host says, through $name,',
  { concurrent: true },
  ({ environment, name }) => {
    const aNewTarget = () => aTarget({ environment, name });

    test('tells releases from all else that lies there', async () => {
      const target = aNewTarget();
      await target.place('A', tree);
      put(target, {
        'B/x': '1',
        file: '1',
        link: '-> A',
        'current/x': '1',
        'shared/x': '1',
        'a b/x': '1',
      });
      put(target, { 'line\nbreak/x': '1', '-n/x': '1', '.hidden/x': '1' });
      expect(await buildsOf(target)).toEqual(['A complete', 'B foreign']);
    });

    test('gives the age of a release by its own clock', async () => {
      const target = aNewTarget();
      mkdirSync(join(target.root, 'B'), { recursive: true });
      const hourAgo = Date.now() / 1000 - 3600;
      utimesSync(join(target.root, 'B'), hourAgo, hourAgo);
      const [{ age } = { age: 0 }] = (await target.look()).releases;
      expect(Math.round(age / 60)).toBe(60);
    });

    test('says of a root that is not there what is above it', async () => {
      const target = aNewTarget();
      const { places, freeBytes, freeInodes, user } = await target.look();
      expect(places.root).toMatchObject({ exists: false, kind: 'directory', writable: true });
      expect(target.root.startsWith(places.root.path)).toBe(true);
      expect(freeBytes).toBeGreaterThan(0);
      expect(freeInodes === null || freeInodes >= 0).toBe(true);
      expect(user).not.toBe('');
    });

    test('reads pins, records, the lock and the migrations of the live release', async () => {
      const target = aNewTarget();
      await target.place('A', { ...tree, 'migrations/1_a.php': '', 'migrations/sub/2.php': '' });
      await target.goLive('A');
      put(target, {
        '.cutover/pins/A': '',
        '.cutover/records.jsonl': '{"broken\n',
        '.cutover/lock': '/',
      });
      const state = await target.look();
      expect(state).toMatchObject({ pins: ['A'], damagedRecords: 1, lock: { token: '' } });
      expect([...state.migrations].toSorted()).toEqual(['1_a.php', 'sub/2.php']);
    });
  },
);
