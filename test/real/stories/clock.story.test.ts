import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asHost, seenAt } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';
import { until } from '../../support/until.ts';

/** A `date` that is a day ahead, in the place of the host's own. */
const tomorrow = `#!/bin/sh
exec busybox date -D %s -d "$(($(busybox date +%s) + 86400))" "$@"
`;

const able = hasOpenssh() && canMount();

describe.skipIf(!able)('clocks that are wrong (T-6)', { shuffle: false }, () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await aStand({ hosts: 2, config: 'lease: 6s\n' });
    const [, host] = stand.hosts;
    writeFileSync(seenAt(host!, '/srv/date'), tomorrow);
    chmodSync(seenAt(host!, '/srv/date'), 0o755);
    asHost(host!, 'mount', '--bind', '/srv/date', '/usr/bin/date');
  });
  afterAll(() => stand?.stop());

  const berlin = { TZ: 'Europe/Berlin' };
  const release = (text: string) => {
    stand.project.commit({ 'index.html': `${text}\n` });
    return stand.runWith(berlin, 'release');
  };

  test('a host that is a day ahead gets the release as the other does, under the same name', async () => {
    expect(await release('one')).toMatchObject({ exit: 0, stderr: '' });
    expect(await release('two')).toMatchObject({ exit: 0, stderr: '' });
    const [now] = stand.live();
    expect(stand.live()).toEqual([now, now]);
  });

  test('what is on record is in UTC, and is not in the future', () => {
    for (const host of [0, 1]) {
      const lines = (stand.read(host, '.cutover/records.jsonl') ?? '').trim().split('\n');
      for (const line of lines) {
        const { started_at: started, finished_at: finished } = JSON.parse(line);
        expect(started).toMatch(/Z$/);
        expect(finished >= started).toBe(true);
        expect(Date.parse(finished)).toBeLessThanOrEqual(Date.now());
      }
    }
  });

  test('a run that is at work is not robbed, although its lock seems a day old', async () => {
    stand.project.commit({ 'index.html': 'three\n' });
    const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    stand.project.commit({ 'cutover.yml': `${config}hooks:\n  prepare: sleep 43210\n` });
    const first = stand.start('release');
    await until('the hooks', () => running('43210').length === 2);
    expect((await stand.runWith(berlin, 'recover')).exit).toBe(4);
    first.process.kill('SIGKILL');
    await first.ended;
    expect((await stand.runWith(berlin, 'recover')).exit).toBe(0);
    await until('the end of the hooks', () => running('43210').length === 0);
    stand.project.commit({ 'cutover.yml': config });
  });

  test('a rollback goes to what was live before, whatever the clocks said then', async () => {
    const [before] = stand.live();
    expect((await release('four')).exit).toBe(0);
    expect((await stand.runWith(berlin, 'rollback')).exit).toBe(0);
    expect(stand.live()).toEqual([before, before]);
  });
});
