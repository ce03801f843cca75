import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFrailStand, type FrailStand } from '../../support/a-frail-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

/** A hook that goes on while it is held. */
const held = 'while [ -e /srv/releases/shop/hold ]; do sleep 0.1; done';

describe.skipIf(!(hasOpenssh() && canMount()))('recover', { shuffle: false }, () => {
  let stand: FrailStand;
  let good = '';
  beforeAll(async () => {
    stand = await aFrailStand();
    stand.project.commit({
      'cutover.yml': `lease: 2s\nhooks:\n  verify: ${held}\n${stand.config}`,
    });
    await stand.run('release');
    good = stand.live()[0] ?? '';
  });
  afterAll(() => stand?.stop());

  /** Kills a release in a hook that nobody lets end before. */
  async function killInVerify() {
    for (const host of [0, 1, 2]) writeFileSync(stand.path(host, 'hold'), '');
    const run = stand.start('release', '--debug');
    await run.saw('INFO: verify');
    run.process.kill('SIGKILL');
    for (const host of [0, 1, 2]) rmSync(stand.path(host, 'hold'));
    await run.ended;
  }

  test('has nothing to do on a healthy target, and says so', async () => {
    expect(await stand.run('recover', '--dry-run')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('no run has left a journal'),
    });
    expect(await stand.run('recover')).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('no run has died here'),
    });
  });

  test('ends a run where it can while a host is away, says what is open, and ends it there later', async () => {
    stand.project.commit({ 'index.html': 'new\n' });
    await killInVerify();
    await stand.cable.unplug();
    const first = await stand.run('recover');
    expect(first.exit, first.stdout + first.stderr).toBe(6);
    expect(first.stdout).toContain(`${stand.frail}: nobody could look`);
    const [one, two, three] = stand.live();
    expect([one, three]).toEqual([good, good]);
    expect(two).not.toBe(good);
    await stand.cable.plug();
    const second = await stand.run('recover');
    expect(second.exit, second.stdout + second.stderr).toBe(0);
    expect(stand.live()).toEqual([good, good, good]);
    for (const host of [0, 1, 2])
      expect(existsSync(stand.path(host, '.cutover/journal.jsonl'))).toBe(false);
    expect((await stand.run('history', '--check')).exit).toBe(0);
  });

  test('that cannot end a run keeps releases away until it can', async () => {
    const host = 1;
    stand.project.commit({
      'cutover.yml': `lease: 2s\nhooks:\n  reload: test ! -e /srv/releases/shop/broken\n  verify: ${held}\n${stand.config}`,
      'index.html': 'newer\n',
    });
    await killInVerify();
    writeFileSync(stand.path(host, 'broken'), '');
    const next = await stand.run('release');
    expect(next.stderr).toContain('died there and could not be ended');
    expect(next.exit).toBe(6);
    expect(existsSync(stand.path(host, '.cutover/journal.jsonl'))).toBe(true);
    rmSync(stand.path(host, 'broken'));
    const ended = await stand.run('recover');
    expect(ended.exit, ended.stdout + ended.stderr).toBe(0);
    expect(stand.live()).toEqual([good, good, good]);
    expect((await stand.run('release')).exit).toBe(0);
  });
});
