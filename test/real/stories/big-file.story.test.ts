import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { shells } from '../../support/shells.ts';
import { until } from '../../support/until.ts';

const mebibyte = 1024 * 1024;
const noise = (size: number) => randomBytes((size * 3) / 4).toString('base64');

describe.skipIf(!(hasOpenssh() && canMount())).each(shells().filter(({ name }) => name !== 'bash'))(
  'a release with a big file that changed, on hosts with $name,',
  ({ environment }) => {
    let stand: Stand;
    let big = noise(20 * mebibyte);
    beforeAll(async () => {
      stand = await aStand({
        hosts: 2,
        config: 'keep: 50\nlease: 2s\n',
        files: { 'dist/app.js': big, small: 'small' },
        openssh: { path: environment.PATH ?? '' },
      });
      expect(await stand.run('release')).toMatchObject({ exit: 0 });
    });
    afterAll(() => stand?.stop());

    /** Something is put in at the beginning, and something is written over behind it. */
    function edit() {
      const [at, over] = [mebibyte, 9 * mebibyte];
      big = `${big.slice(0, at)}${noise(1000)}${big.slice(at, over)}${noise(400)}${big.slice(over + 400)}`;
      stand.project.commit({ 'dist/app.js': big });
    }

    const placed = (host: number) =>
      JSON.parse(
        (stand.read(host, '.cutover/records.jsonl') ?? '').trim().split('\n').at(-1) ?? '',
      ).timings.find(({ phase }: { phase: string }) => phase === 'upload');

    test('sends what changed in it to each, and all of it is there', async () => {
      edit();
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      for (const host of [0, 1]) {
        expect(stand.read(host, 'current/dist/app.js')).toBe(big);
        expect(placed(host).sent).toBeLessThan(mebibyte);
      }
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    });

    test.each([
      ['is asked for its blocks', 'blocks'],
      ['puts it together', 'patches/0'],
    ])('that is killed while a host %s leaves nothing half made', async (_, path) => {
      const [before] = stand.live();
      edit();
      const run = stand.start('release');
      await until('the moment', () =>
        readdirSync(stand.path(1, '.cutover/incoming')).some((name) =>
          existsSync(stand.path(1, `.cutover/incoming/${name}/${path}`)),
        ),
      );
      run.process.kill('SIGKILL');
      await run.ended;
      expect(stand.live()).toEqual([before, before]);
      expect(await stand.run('release')).toMatchObject({ exit: 0 });
      expect(stand.live()[0]).not.toBe(before);
      for (const host of [0, 1]) {
        expect(stand.read(host, 'current/dist/app.js')).toBe(big);
        expect(readdirSync(stand.path(host, '.cutover/incoming'))).toEqual([]);
      }
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    });
  },
);
