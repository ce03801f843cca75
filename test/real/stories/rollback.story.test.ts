import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { nextRelease } from '../../support/next-release.ts';
import { hasOpenssh } from '../../support/openssh.ts';

const able = hasOpenssh() && canMount();

describe.skipIf(!able)('a rollback', { shuffle: false }, () => {
  let stand: Stand;
  const builds: string[] = [];
  beforeAll(async () => {
    stand = await aStand({
      hosts: 2,
      config:
        'hooks:\n  reload: echo "$CUTOVER_ACTION $CUTOVER_BUILD" >> /srv/releases/shop/reloads\n  verify: test ! -e bad\n',
    });
    for (let count = 0; count < 4; count += 1) builds.push(await nextRelease(stand));
  });
  afterAll(() => stand?.stop());

  const rollback = (...words: readonly string[]) => stand.run('rollback', ...words);

  test('twice goes back two, not forth again (T-13)', async () => {
    const [first, second, third] = builds;
    expect(await rollback()).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.live()).toEqual([third, third]);
    expect(await rollback()).toMatchObject({ exit: 0 });
    expect(stand.live()).toEqual([second, second]);
    expect(first).toBeDefined();
  });

  test('runs the reload hooks a release runs (T-12)', () => {
    const [, second, third] = builds;
    for (const host of [0, 1])
      expect(stand.read(host, 'reloads')?.trim().split('\n').slice(-2)).toEqual([
        `rollback ${third}`,
        `rollback ${second}`,
      ]);
  });

  test('does not choose what a run had to leave, nor what a person left', async () => {
    const [first = '', second, , fourth = ''] = builds;
    stand.project.commit({ bad: '' });
    expect((await stand.run('release')).exit).toBe(5);
    stand.project.git('rm', '--quiet', 'bad');
    expect(stand.live()).toEqual([second, second]);
    expect(await rollback('--to', fourth)).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining(`${fourth} was bad: it was live and had to be left`),
    });
    expect(await rollback()).toMatchObject({ exit: 0 });
    expect(stand.live()).toEqual([first, first]);
    expect(await rollback()).toMatchObject({ exit: 1 });
    expect(stand.live()).toEqual([first, first]);
  });

  test('that would set the hosts apart is refused, and says where all of them could go', async () => {
    const [first] = builds;
    const fifth = await nextRelease(stand);
    const sixth = await nextRelease(stand);
    rmSync(stand.path(1, fifth), { recursive: true, force: true });
    for (const words of [[], ['--dry-run']]) {
      const { exit, stderr } = await rollback(...words);
      expect(stderr).toContain(
        'Cannot roll back production: its hosts would go to different builds',
      );
      expect(stderr).toContain(`127.0.0.1:${stand.hosts[0]?.port}: ${fifth}`);
      expect(stderr).toContain(`127.0.0.1:${stand.hosts[1]?.port}: ${first}`);
      expect(stderr).toContain(`cutover rollback --to ${first}`);
      expect(exit).toBe(1);
    }
    expect(stand.live()).toEqual([sixth, sixth]);
    expect(await rollback('--to', first ?? '')).toMatchObject({ exit: 0 });
    expect(stand.live()).toEqual([first, first]);
    expect(await stand.run('activate', '--build', sixth)).toMatchObject({ exit: 0 });
  });

  test('to a build goes there on every host, or nowhere', async () => {
    const [first = ''] = builds;
    const before = stand.live();
    expect(await rollback('--to', '2020.01.1+0000000')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('2020.01.1+0000000 is not there, or is not complete'),
    });
    expect(stand.live()).toEqual(before);
    expect(await rollback('--to', first, '--reason', 'far back')).toMatchObject({ exit: 0 });
    expect(stand.live()).toEqual([first, first]);
  });
});
