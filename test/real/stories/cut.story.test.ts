import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aFrailStand, type FrailStand } from '../../support/a-frail-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

/** A hook that leaves a line for each time it runs, and goes on until it may end. */
const hook = (phase: string) =>
  `cd /srv/releases/shop; echo "$CUTOVER_BUILD" >>ran-${phase}; until [ -e go ]; do sleep 0.05; done; echo "done in ${phase}"`;

const phases = ['prepare', 'reload', 'verify'] as const;

describe.skipIf(!(hasOpenssh() && canMount()))('a release whose connection is cut', () => {
  let stand: FrailStand;
  beforeAll(async () => {
    stand = await aFrailStand({ config: 'keep: 50\n' }, { pause: 3 });
    await stand.run('release');
  });
  afterAll(() => stand?.stop());

  const ran = (host: number, phase: string) =>
    (stand.read(host, `ran-${phase}`) ?? '').split('\n').slice(0, -1);

  /** Every host has the same release, and nothing else is left of the run. */
  function expectWhole() {
    expect(new Set(stand.live()).size).toBe(1);
    for (const host of [0, 1, 2]) {
      for (const place of ['incoming', 'runs', 'placing'])
        expect(readdirSync(stand.path(host, `.cutover/${place}`))).toEqual([]);
      expect(existsSync(stand.path(host, '.cutover/journal.jsonl'))).toBe(false);
    }
  }

  test.each(phases)(
    'in a %s hook goes on: the hook has run once, and its result is known',
    async (phase) => {
      stand.project.commit({
        'cutover.yml': `${stand.config}hooks:\n  ${phase}: '${hook(phase)}'\n`,
      });
      const before = stand.live()[0];
      const run = stand.start('release');
      await until('the hook', () => ran(1, phase).length > 0);
      stand.cable.reset();
      await sleep(300);
      await stand.cable.unplug();
      for (const host of [0, 1, 2]) writeFileSync(stand.path(host, 'go'), '');
      await sleep(300);
      await stand.cable.plug();
      expect(await run.ended).toMatchObject({ exit: 0, stderr: '' });
      for (const host of [0, 1, 2]) rmSync(stand.path(host, 'go'));
      expect(stand.live()[0]).not.toBe(before);
      for (const host of [0, 1, 2]) expect(ran(host, phase)).toEqual([stand.live()[0]]);
      expectWhole();
    },
  );

  test('while a package is sent is sent again, and is whole', async () => {
    const big = randomBytes(8_000_000).toString('latin1');
    stand.project.commit({ 'cutover.yml': stand.config, 'big.bin': big });
    const run = stand.start('release');
    await until('the first bytes', () =>
      readdirSync(stand.path(1, '.cutover/incoming')).some((name) =>
        existsSync(stand.path(1, `.cutover/incoming/${name}/release/big.bin`)),
      ),
    );
    stand.cable.reset();
    expect(await run.ended).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.read(1, 'current/big.bin')).toBe(stand.read(0, 'current/big.bin'));
    expectWhole();
    expect(await stand.run('drift', '--target', 'production')).toMatchObject({ exit: 0 });
  });

  /** How often a hook has run at most for one build. */
  function mostRuns(phase: string): number {
    const lines = (stand.read(1, `all-${phase}`) ?? '').split('\n').filter((line) => line !== '');
    const counts = lines.map((line) => lines.filter((other) => other === line).length);
    return Math.max(0, ...counts);
  }

  /** On the way back a reload hook runs once more, for the build that was live before. */
  function expectOnce(exit: number | null) {
    for (const phase of phases)
      expect(mostRuns(phase)).toBeLessThanOrEqual(phase === 'reload' && exit === 5 ? 2 : 1);
  }

  test('at any moment leaves all hosts with one release, and no hook has run twice', async () => {
    const hooks = phases.map(
      (each) => `  ${each}: 'echo "$CUTOVER_BUILD" >>/srv/releases/shop/all-${each}'\n`,
    );
    const outcomes: (number | null)[] = [];
    for (let round = 0; round < 6; round += 1) {
      stand.project.commit({ 'cutover.yml': `${stand.config}hooks:\n${hooks.join('')}` });
      const run = stand.start('release');
      await run.saw('upload');
      await sleep(round * 200);
      stand.cable.reset();
      const { exit } = await run.ended;
      outcomes.push(exit);
      expect([0, 1, 5]).toContain(exit);
      expectWhole();
      expectOnce(exit);
    }
    expect(outcomes).toContain(0);
  });
});
