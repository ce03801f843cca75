import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { type Cut, cut } from '../../support/cut.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';
import { until } from '../../support/until.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('a host that is lost in the middle', () => {
  let stand: Stand;
  let cable: Cut;
  let config = '';
  let good = '';
  let name = '';
  beforeAll(async () => {
    stand = await aStand();
    await stand.run('release');
    good = stand.live()[0] ?? '';
    for (const host of [0, 1, 2]) writeFileSync(stand.path(host, 'good'), good);
    cable = await cut(stand.hosts[1]!.port);
    name = `127.0.0.1:${cable.port}`;
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8').replace(
      `127.0.0.1:${stand.hosts[1]!.port}`,
      name,
    );
  });
  afterAll(async () => {
    await stand?.stop();
    await cable?.stop();
  });

  /** A release whose hook of this phase takes for ever on the second host, until its cable is cut. */
  async function lose(phase: string) {
    const hook = `case "$CUTOVER_HOST,$CUTOVER_BUILD" in ${name},"$(cat /srv/releases/shop/good)") ;; ${name},*) sleep 765432 ;; esac`;
    stand.project.commit({ 'cutover.yml': `${config}hooks:\n  ${phase}: '${hook}'\n` });
    const run = stand.start('release');
    await until('the hook', () => running('765432').length === 1);
    cable.reset();
    return run.ended;
  }

  test('before the switch fails the run, and nothing is live that was not', async () => {
    const ended = await lose('prepare');
    expect(ended.stdout).toContain('failed on production (3 hosts): what is live was not touched');
    expect(ended.stdout).toContain(
      'nobody knows how it ended: the connection, or what watched over it, is gone',
    );
    expect(ended.stdout).toContain(
      `WARNING: ${name}: cannot give back the lock: Cannot start a command on ${name}: the connection was lost`,
    );
    expect(ended.exit).toBe(1);
    expect(stand.live()).toEqual([good, good, good]);
    await until('the hook’s end', () => running('765432').length === 0);
    await breakLock();
  });

  test('after the switch leaves a split that says where each host is; the others went back', async () => {
    const ended = await lose('reload');
    expect(ended.exit).toBe(6);
    expect(ended.stdout).toMatch(
      new RegExp(`│ ${name} +│ unknown +│ ${good.replaceAll(/[.+]/g, '\\$&')} │`),
    );
    expect(ended.stdout).toContain(`${name}: nobody could look, it had ${good} before`);
    const [first, second, third] = stand.live();
    expect([first, third]).toEqual([good, good]);
    expect(second).not.toBe(good);
    await until('the hook’s end', () => running('765432').length === 0);

    const blocked = await stand.run('rollback', '--to', good);
    expect(blocked.exit).toBe(4);
    expect(blocked.stderr).toContain(`Cannot lock ${name}: the lock is held by run `);
    await breakLock();
    const back = await stand.run('rollback', '--to', good, '--reason', 'the host is back');
    expect(back).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.live()).toEqual([good, good, good]);
    expect((await stand.run('history', '--check')).exit).toBe(0);
  });

  async function breakLock() {
    const held = [0, 1, 2].map((host) => existsSync(stand.path(host, '.cutover/lock')));
    expect(held).toEqual([false, true, false]);
    const broken = await stand.run('lock', 'break', '--reason', 'its run is dead');
    expect(broken.stdout).toContain('the lock was broken on 1 host: its run is dead');
    expect(existsSync(stand.path(1, '.cutover/lock'))).toBe(false);
  }
});
