import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { layOut, layouts } from '../../support/layouts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

const able = hasOpenssh() && canMount();

describe.skipIf(!able)('an adoption whose run is killed', { shuffle: false }, () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await aStand({ hosts: 2, config: 'shared: { directories: [storage] }\n' });
    for (const host of stand.hosts) layOut(host, layouts.directory.files(host.root));
  });
  afterAll(() => stand?.stop());

  test('leaves what is live live', async () => {
    const run = stand.start('adopt', '--from', 'directory');
    // It has said on the host that it begins to move things.
    const begun = () => stand.read(0, '.cutover/journal.jsonl')?.includes('"stage"');
    await until('the run has begun to move', begun);
    run.process.kill('SIGKILL');
    await run.ended;
    for (const host of [0, 1]) {
      const isThere = () => stand.read(host, 'current/public/page.txt')?.includes('by hand');
      await until('the step on the host has ended', isThere);
      const photos = ['current', 'shared'].map((path) => stand.read(host, `${path}/storage/photo`));
      expect(photos).toContain('precious');
    }
  });

  test('is ended by the next one, with one name on every host', async () => {
    const { exit } = await stand.run('adopt', '--from', 'directory', '--wait', '3m');
    expect(exit).toBe(0);
    const [first, second] = stand.live();
    expect(first).toMatch(/^adopted-[0-9]{14}$/);
    expect(second).toBe(first);
    expect(existsSync(stand.path(0, 'current/public/page.txt'))).toBe(true);
    expect(stand.read(1, 'shared/storage/photo')).toBe('precious');
    expect((await stand.run('history', '--check')).exit).toBe(0);
    expect(await stand.run('release')).toMatchObject({ exit: 0 });
  });

  test('takes nothing from a target: recovery does not touch what was adopted', async () => {
    expect(await stand.run('recover')).toMatchObject({ exit: 0 });
    expect(await stand.run('rollback')).toMatchObject({ exit: 0 });
    expect(stand.read(1, 'current/public/page.txt')).toContain('by hand');
  });
});
