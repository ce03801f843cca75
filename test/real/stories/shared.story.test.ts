import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount, hostLines } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { whatIsThere } from '../../support/what-is-there.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('shared paths (T-22)', { shuffle: false }, () => {
  let stand: Stand;
  let first = '';
  beforeAll(async () => {
    stand = await aStand({
      hosts: 2,
      config: 'keep: 1\nshared:\n  directories: [storage, var/uploads]\n  files: [.env]\n',
      files: { 'storage/seed/a.txt': 'seed\n' },
    });
  });
  afterAll(() => stand?.stop());

  test('are refused before anything is sent while a shared file is missing', async () => {
    const { exit, stderr } = await stand.run('release');
    expect(stderr).toContain(
      `127.0.0.1:${stand.hosts[0]!.port}: shared/.env does not exist (create it on the host: its content is not part of a release)`,
    );
    expect(exit).toBe(1);
    expect(stand.hosts.map(({ outside }) => readdirSync(outside))).toEqual([[], []]);
  });

  test('begin with what the first release brings, and keep what is there already', async () => {
    for (const host of [0, 1]) {
      const { uid, gid } = statSync(stand.path(host, ''));
      mkdirSync(stand.path(host, 'shared'));
      writeFileSync(stand.path(host, 'shared/.env'), 'KEY=precious\n');
      for (const path of ['shared', 'shared/.env']) chownSync(stand.path(host, path), uid, gid);
    }
    expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
    first = stand.live()[0] ?? '';
    expect(readlinkSync(stand.path(0, 'current/storage'))).toBe('../shared/storage');
    expect(readlinkSync(stand.path(0, 'current/var/uploads'))).toBe('../../shared/var/uploads');
    expect(stand.read(1, 'shared/storage/seed/a.txt')).toBe('seed\n');
    expect(stand.read(1, 'current/.env')).toBe('KEY=precious\n');
  });

  test('never take what a later release brings: it is kept aside, to the last byte', async () => {
    writeFileSync(stand.path(0, 'current/storage/written.txt'), 'by the app\n');
    stand.project.commit({ 'storage/seed/a.txt': 'other\n', 'storage/b.txt': 'b\n' });
    expect(await stand.run('release')).toMatchObject({ exit: 0 });
    const [second = ''] = stand.live();
    expect(stand.read(0, 'current/storage/seed/a.txt')).toBe('seed\n');
    expect(stand.read(0, 'current/storage/written.txt')).toBe('by the app\n');
    expect(stand.read(0, `.cutover/aside/${second}/storage/seed/a.txt`)).toBe('other\n');
    expect(stand.read(0, `.cutover/aside/${second}/storage/b.txt`)).toBe('b\n');
    expect((await stand.run('drift')).exit).toBe(0);
  });

  test('stay when retention takes the releases that brought them', async () => {
    const before = stand.hosts.map((_, host) => whatIsThere(stand.path(host, 'shared')));
    for (const text of ['three\n', 'four\n']) {
      stand.project.commit({ 'index.html': text });
      expect(await stand.run('release')).toMatchObject({ exit: 0 });
    }
    expect(readdirSync(stand.path(0, ''))).not.toContain(first);
    expect(stand.hosts.map((_, host) => whatIsThere(stand.path(host, 'shared')))).toEqual(before);
    expect(stand.read(1, 'current/.env')).toBe('KEY=precious\n');
  });

  test('of the wrong type are refused, and stay as they are', async () => {
    const storage = stand.path(1, 'shared/storage');
    renameSync(storage, `${storage}.kept`);
    writeFileSync(storage, 'a file\n');
    rmSync(stand.path(1, 'shared/.env'));
    mkdirSync(stand.path(1, 'shared/.env'));
    stand.project.commit({ 'index.html': 'five\n' });
    const before = whatIsThere(stand.path(1, ''));
    const { exit, stderr } = await stand.run('release');
    expect(stderr).toContain(
      'shared/storage is no directory (move it away, or share it as a file)',
    );
    expect(stderr).toContain('shared/.env is no file (move it away, or share it as a directory)');
    expect(exit).toBe(1);
    expect(whatIsThere(stand.path(1, ''))).toEqual(before);
  });
});

describe.skipIf(!(hasOpenssh() && canMount()))(
  'one name for one release (T-23)',
  { shuffle: false },
  () => {
    let stand: Stand;
    let all = '';
    let build = '';
    beforeAll(async () => {
      stand = await aStand({ config: 'package: { version: given }\n' });
      all = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
      const two = all.replace(hostLines(stand.hosts.slice(2)), '');
      stand.project.commit({ 'cutover.yml': two, '.gitignore': '.cutover/\nvendor/\n' });
      stand.project.write('vendor/code.php', 'one\n');
      const ended = await stand.run('release', '--version', '1.0.0');
      build = stand.live()[0] ?? '';
      expect(ended).toMatchObject({ exit: 0, stderr: '' });
      expect(stand.live()).toEqual([build, build, undefined]);
    });
    afterAll(() => stand?.stop());

    test('the same name with other content is refused, and nothing of it is sent', async () => {
      stand.project.write('vendor/code.php', 'two\n');
      const again = await stand.run('release', '--version', '1.0.0');
      expect(again.stderr).toContain(
        `Cannot pack ${build}: the store has it already with other content`,
      );
      const before = whatIsThere(stand.hosts[0]!.outside);
      const { exit, stderr } = await stand.run(
        'release',
        '--version',
        '1.0.0',
        '--store',
        '.cutover/other',
      );
      expect(stderr).toMatch(
        /1\.0\.0\+\w{7} is there already with other content \(\w{12}, the package has \w{12}\) \(pack under another version: a release is never changed\)/,
      );
      expect(exit).toBe(1);
      expect(whatIsThere(stand.hosts[0]!.outside)).toEqual(before);
      expect(stand.read(0, 'current/vendor/code.php')).toBe('one\n');
    });

    test('a host that joins gets the same release, and the others are left in peace', async () => {
      stand.project.write('.cutover/three.yml', all);
      const { exit } = await stand.run(
        'activate',
        '--build',
        build,
        '--config',
        '.cutover/three.yml',
      );
      expect(exit).toBe(0);
      expect(stand.live()).toEqual([build, build, build]);
      expect(stand.read(2, 'current/vendor/code.php')).toBe('one\n');
      expect((await stand.run('drift', '--config', '.cutover/three.yml')).exit).toBe(0);
    });

    test('a host with nothing to go back to keeps the others from going back, too', async () => {
      rmSync(stand.path(2, ''), { recursive: true });
      mkdirSync(stand.path(2, ''));
      const { uid, gid } = statSync(stand.path(0, ''));
      chownSync(stand.path(2, ''), uid, gid);
      stand.project.commit({ 'index.html': 'next\n', 'cutover.yml': all });
      expect(await stand.run('release', '--version', '1.1.0')).toMatchObject({ exit: 0 });
      const live = stand.live();
      const before = stand.hosts.map(({ outside }) => whatIsThere(outside));
      const { exit, stderr } = await stand.run('rollback');
      expect(stderr).toBe(
        `✖ Cannot roll back production: nothing was changed\n  127.0.0.1:${stand.hosts[2]!.port}: nothing was live before that is still there and was not bad\n  → See what there is with "cutover status --full", and activate or name a build that every host has\n`,
      );
      expect(exit).toBe(1);
      expect(stand.live()).toEqual(live);
      expect(stand.hosts.map(({ outside }) => whatIsThere(outside))).toEqual(before);
    });
  },
);
