import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { cut } from '../../support/cut.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';
import { until } from '../../support/until.ts';

/** A hook that goes on for ever in any release but the good one. */
const endless =
  'test "$CUTOVER_BUILD" = "$(cat /srv/releases/shop/good)" || { echo hook begins; sleep 654321; }';

describe.skipIf(!(hasOpenssh() && canMount()))('a run that is interrupted (T-18)', () => {
  let stand: Stand;
  let config = '';
  let good = '';
  let big = '';
  beforeAll(async () => {
    big = randomBytes(24_000_000).toString('latin1');
    stand = await aStand({ hosts: 2, config: 'keep: 50\n' });
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    await stand.run('release');
    good = stand.live()[0] ?? '';
    for (const host of [0, 1]) writeFileSync(stand.path(host, 'good'), good);
  });
  afterAll(() => stand?.stop());

  /** Every host has what it had, no lock is held, no process of a hook is left, and the record tells. */
  function expectAsBefore(outcome: string) {
    expect(stand.live()).toEqual([good, good]);
    expect(running('654321')).toEqual([]);
    for (const host of [0, 1]) {
      expect(existsSync(stand.path(host, '.cutover/lock'))).toBe(false);
      for (const place of ['incoming', 'runs'])
        expect(readdirSync(stand.path(host, `.cutover/${place}`))).toEqual([]);
      const [last] = (stand.read(host, '.cutover/records.jsonl') ?? '')
        .trim()
        .split('\n')
        .slice(-1);
      expect(JSON.parse(last ?? '')).toMatchObject({
        outcome,
        live: good,
        reason: expect.stringContaining('interrupted'),
      });
    }
  }

  test.each<[string, NodeJS.Signals[], string, number]>([
    ['prepare', ['SIGINT'], 'failed', 1],
    ['reload', ['SIGTERM', 'SIGINT'], 'rolled-back', 5],
    ['verify', ['SIGHUP'], 'rolled-back', 5],
  ])('in a %s hook by %s leaves every host as it was', async (phase, signals, outcome, exit) => {
    stand.project.commit({ 'cutover.yml': `${config}hooks:\n  ${phase}: ${endless}\n` });
    const run = stand.start('release');
    await until('the hook on both hosts', () => running('654321').length === 2);
    for (const signal of signals) run.process.kill(signal);
    const ended = await run.ended;
    expect(ended.exit).toBe(exit);
    // Of two signals that wait, the kernel hands over the lower number first.
    expect(ended.stderr).toMatch(new RegExp(`(${signals.join('|')}): ending in order`));
    expectAsBefore(outcome);
  });

  test('while a package is sent leaves nothing of it', async () => {
    const cable = await cut(stand.hosts[1]!.port, { pause: 20 });
    stand.project.commit({
      'cutover.yml': config.replace(`:${stand.hosts[1]!.port}`, `:${cable.port}`),
      'big.bin': big,
    });
    const before = readdirSync(stand.path(1, ''));
    const run = stand.start('release');
    await until('the first bytes on the slow host', () => {
      const incoming = stand.path(1, '.cutover/incoming');
      return readdirSync(incoming).some((name) =>
        existsSync(join(incoming, name, 'release/big.bin')),
      );
    });
    run.process.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ exit: 1 });
    expectAsBefore('failed');
    expect(readdirSync(stand.path(1, ''))).toEqual(before);
    await cable.stop();
  });
});
