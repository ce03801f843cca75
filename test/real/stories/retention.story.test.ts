import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { nextRelease } from '../../support/next-release.ts';
import { hasOpenssh } from '../../support/openssh.ts';

const able = hasOpenssh() && canMount();

describe.skipIf(!able)('retention', { shuffle: false }, () => {
  let stand: Stand;
  const builds: string[] = [];
  const there = () => readdirSync(stand.path(0, '')).filter((name) => name.includes('+'));
  beforeAll(async () => {
    stand = await aStand({
      hosts: 1,
      config: 'keep: 2\nhooks:\n  prepare: umask 022; mkdir made; echo x > made/by-hook\n',
    });
    mkdirSync(stand.path(0, 'backup'));
    mkdirSync(stand.path(0, '20240101120000'));
    writeFileSync(stand.path(0, '20240101120000/precious'), 'not ours');
    for (let count = 0; count < 2; count += 1) builds.push(await nextRelease(stand));
  });
  afterAll(() => stand?.stop());

  test('keeps what is pinned, live and the way back; what is not ours is never touched (T-4)', async () => {
    const [first = ''] = builds;
    await stand.run('pin', '--build', first, '--reason', 'the last one before the new schema');
    for (let count = 0; count < 3; count += 1) builds.push(await nextRelease(stand));
    const [, second, third, fourth, fifth] = builds;
    expect(there()).toEqual(expect.arrayContaining([first, fourth, fifth]));
    expect(there()).not.toContain(second);
    expect(there().length).toBeLessThanOrEqual(4);
    expect(stand.read(0, '20240101120000/precious')).toBe('not ours');
    expect(existsSync(stand.path(0, 'backup'))).toBe(true);
    expect(third).toBeDefined();
  });

  test('goes by what was live when, not by the times of directories (T-5)', async () => {
    const future = new Date('2040-01-01T00:00:00Z');
    for (const name of there()) {
      const old = name !== stand.live()[0];
      if (old) utimesSync(stand.path(0, name), future, future);
    }
    const [live = ''] = stand.live();
    const newest = await nextRelease(stand);
    expect(there()).toEqual(expect.arrayContaining([live, newest]));
    const { stdout } = await stand.run('status', '--format', 'json');
    expect(JSON.parse(stdout).hosts[0]).toMatchObject({ live: newest, previous: live });
  });

  test('keeps both sides of a rollback', async () => {
    const [left = ''] = stand.live();
    await stand.run('rollback', '--reason', 'not good');
    const [back = ''] = stand.live();
    const newest = await nextRelease(stand);
    expect(there()).toEqual(expect.arrayContaining([back, newest]));
    expect(left).not.toBe(back);
  });

  test.each([
    ['live', () => stand.live()[0], 'it is live', 'Activate another release first'],
    ['pinned', () => builds[0], 'it is pinned', 'Take the pin away with "cutover pin --remove"'],
    ['not ours', () => '20240101120000', 'it is not ours', ''],
    [
      'not there',
      () => '2020.01.1+0000000',
      'no host of production has it',
      'cutover status --full',
    ],
  ])('does not remove by hand what is %s', async (_, name, says, hint) => {
    const before = there();
    const { exit, stderr } = await stand.run('prune', '--build', name() ?? '');
    expect(stderr).toContain(says);
    expect(stderr).toContain(hint);
    expect(exit).toBe(1);
    expect(there()).toEqual(before);
  });

  test('removes by hand what a person says may go', async () => {
    const [first = ''] = builds;
    await stand.run('pin', '--remove', '--build', first);
    expect(await stand.run('prune', '--build', first)).toMatchObject({ exit: 0 });
    expect(there()).not.toContain(first);
    const again = await stand.run('prune');
    expect(again.stdout).toMatch(/there is nothing to remove|prune of/);
    expect(again.exit).toBe(0);
  });

  test('that meets files of another user warns with path and owner, and fails no release (T-7)', async () => {
    for (const name of there()) {
      const path = stand.path(0, `${name}/made`);
      if (!existsSync(path)) continue;
      chmodSync(path, 0o755);
      writeFileSync(`${path}/by-root`, 'root');
      // A directory of root’s: not even its owner’s friends can empty it.
      mkdirSync(`${path}/roots`);
      writeFileSync(`${path}/roots/file`, 'root');
    }
    let warned = '';
    for (let count = 0; count < 3; count += 1) {
      stand.project.commit({ 'index.html': `${Math.random()}\n` });
      const { exit, stdout } = await stand.run('release');
      expect(exit).toBe(0);
      warned += stdout;
    }
    expect(warned).toMatch(
      /WARNING: 127\.0\.0\.1:\d+: Remove \S+ failed: these could not be removed:\s+\/srv\/releases\/shop\/\.cutover\/trash\/\S+\/made\/roots\/file, owned by root/,
    );
    expect(there().length).toBeLessThanOrEqual(4);
    expect(await nextRelease(stand)).toMatch(/\+/);
  });
});
