import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFrailStand, type FrailStand } from '../../support/a-frail-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';
import { until } from '../../support/until.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('a host that is lost for good in the middle', () => {
  let stand: FrailStand;
  let good = '';
  beforeAll(async () => {
    stand = await aFrailStand();
    await stand.run('release');
    good = stand.live()[0] ?? '';
    for (const host of [0, 1, 2]) writeFileSync(stand.path(host, 'good'), good);
  });
  afterAll(() => stand?.stop());

  /** A release whose hook of this phase takes for ever on the second host, until that is away. */
  async function lose(phase: string, others = '') {
    const { frail, config } = stand;
    const hook = `case "$CUTOVER_HOST,$CUTOVER_BUILD" in *,"$(cat /srv/releases/shop/good)") ;; ${frail},*) sleep 765432 ;; ${others} esac`;
    const hooks = `hooks:\n  ${phase}: { run: '${hook}', timeout: 20s }\n`;
    stand.project.commit({ 'cutover.yml': `${config}${hooks}` });
    const run = stand.startWith({ SSH_RECONNECT: '2s' }, 'release');
    await Promise.race([
      until('the hook', () => running('765432').length === 1, 60),
      run.ended.then(({ stdout, stderr }) => Promise.reject(new Error(`${stdout}${stderr}`))),
    ]);
    await stand.cable.unplug();
    const ended = await run.ended;
    await stand.cable.plug();
    return ended;
  }

  test('before the switch fails the run, stops what the others prepare, and nothing is live that was not', async () => {
    const ended = await lose('prepare', '*) sleep 876543 ;;');
    expect(ended.stdout).toContain('failed on production (3 hosts): what is live was not touched');
    expect(ended.stdout).toContain(
      'nobody knows how it ended: the connection, or what watched over it, is gone',
    );
    expect(ended.stdout).toContain('stopped, because another host failed');
    expect(ended.stdout).toContain(`Cannot reach ${stand.frail} again: the connection was lost`);
    expect(ended.exit).toBe(1);
    expect(stand.live()).toEqual([good, good, good]);
    expect(running('876543')).toEqual([]);
    await until('the hook’s time is up', () => running('765432').length === 0);
    await breakLock();
  });

  test('after the switch leaves a split that says where each host is; the others went back', async () => {
    const ended = await lose('reload');
    expect(ended.exit).toBe(6);
    expect(ended.stdout).toMatch(
      new RegExp(`│ ${stand.frail} +│ unknown +│ ${good.replaceAll(/[.+]/g, '\\$&')} │`),
    );
    expect(ended.stdout).toContain(`${stand.frail}: nobody could look, it had ${good} before`);
    const [first, second, third] = stand.live();
    expect([first, third]).toEqual([good, good]);
    expect(second).not.toBe(good);
    await until('the hook’s time is up', () => running('765432').length === 0);

    const back = await stand.run('rollback', '--to', good, '--reason', 'the host is back');
    expect(back.stdout).toMatch(/run \S+ of ana .* died in /);
    expect(back.exit).toBe(0);
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
