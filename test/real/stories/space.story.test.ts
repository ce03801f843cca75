import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDisk, type Disk } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { type Cut, cut } from '../../support/cut.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

describe.skipIf(!(hasOpenssh() && canMount()))(
  'a disk that fills up while a package is sent (T-16)',
  () => {
    let stand: Stand;
    let disk: Disk;
    let cable: Cut;
    let good = '';
    beforeAll(async () => {
      stand = await aStand({ hosts: 2 });
      disk = aDisk(stand.hosts[1]!, stand.hosts[1]!.root, 'size=48m');
      cable = await cut(stand.hosts[1]!.port, { pause: 20 });
      const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
      stand.project.commit({
        'cutover.yml': config.replace(`:${stand.hosts[1]!.port}`, `:${cable.port}`),
      });
      await stand.run('release');
      good = stand.live()[0] ?? '';
      stand.project.commit({ 'big.bin': randomBytes(8_000_000).toString('latin1') });
    });
    afterAll(async () => {
      await stand?.stop();
      await cable?.stop();
    });

    const files = () => readdirSync(disk.path).sort();
    const records = () =>
      readFileSync(join(disk.path, '.cutover/records.jsonl'), 'utf8').trim().split('\n');

    test('fails the run, which takes away what it sent, and tells; the next run goes through', async () => {
      const before = files();
      const filler = join(disk.path, 'filler');
      const run = stand.start('release');
      const incoming = join(disk.path, '.cutover/incoming');
      await until('the first bytes of the big file', () =>
        readdirSync(incoming).some((name) => existsSync(join(incoming, name, 'release/big.bin'))),
      );
      const { bavail, bsize } = statfsSync(disk.path);
      writeFileSync(filler, Buffer.alloc(bavail * bsize - 3_000_000));
      const ended = await run.ended;
      expect(ended.stdout).toContain('No space left on device');
      expect(ended.stdout).toContain(
        'failed on production (2 hosts): what is live was not touched',
      );
      expect(ended.stdout).not.toContain('WARNING');
      expect(ended.exit).toBe(1);
      expect(files()).toEqual([...before, 'filler'].sort());
      for (const place of ['incoming', 'runs', 'placing', 'trash'])
        expect(readdirSync(join(disk.path, '.cutover', place))).toEqual([]);
      expect(existsSync(join(disk.path, '.cutover/lock'))).toBe(false);
      expect(stand.live()[0]).toBe(good);
      expect(JSON.parse(records().at(-1) ?? '')).toMatchObject({
        outcome: 'failed',
        live: good,
        reason: expect.stringContaining('No space left on device'),
      });

      expect(await stand.run('release')).toMatchObject({
        exit: 1,
        stderr: expect.stringMatching(/\d+ MiB are free, the release needs \d+ MiB/),
      });
      rmSync(filler);
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      expect((await stand.run('history', '--check')).exit).toBe(0);
      expect((await stand.run('drift')).exit).toBe(0);
    });
  },
);
