import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { layOut, layouts } from '../../support/layouts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { startReader } from '../../support/reader.ts';
import { whatIsThere } from '../../support/what-is-there.ts';

const able = hasOpenssh() && canMount();
const page = (text: string) => `${text}\n`.repeat(3);

/** A stand whose config shares `storage` and looks for releases where the layout has them. */
async function standFor(from: keyof typeof layouts): Promise<Stand> {
  const stand = await aStand({
    hosts: 2,
    config: 'shared: { directories: [storage] }\n',
    files: { 'public/page.txt': page('first of ours') },
  });
  const [{ root } = { root: '' }] = stand.hosts;
  if (from !== 'directory') {
    const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    const places = `root: ${root}, releases: ${root}/releases }`;
    stand.project.commit({ 'cutover.yml': config.replace(`root: ${root} }`, places) });
  }
  for (const host of stand.hosts) layOut(host, layouts[from].files(root));
  return stand;
}

for (const from of ['capistrano', 'deployer', 'plain-symlink', 'directory'] as const) {
  describe.skipIf(!able)(`a target that was made by ${from}`, { shuffle: false }, () => {
    let stand: Stand;
    let readers: ReturnType<typeof startReader>[] = [];
    const { live, previous } = layouts[from];
    beforeAll(async () => {
      stand = await standFor(from);
      readers = stand.hosts.map(({ root, pid }) => startReader(`${root}/current`, pid));
    });
    afterAll(() => stand?.stop());

    test('is looked at without a change', async () => {
      const before = stand.hosts.map(({ outside }) => whatIsThere(outside));
      const { exit, stdout } = await stand.run('adopt', '--from', from, '--dry-run');
      expect([exit, stdout]).toEqual([0, expect.stringContaining('has touched no host')]);
      expect(stdout.includes('is missing for some milliseconds')).toBe(from === 'directory');
      expect(stand.hosts.map(({ outside }) => whatIsThere(outside))).toEqual(before);
    });

    test('is taken over, and known', async () => {
      expect(await stand.run('adopt', '--from', from)).toMatchObject({ exit: 0, stderr: '' });
      const { stdout } = await stand.run('status', '--format', 'json');
      const { hosts } = JSON.parse(stdout).data ?? JSON.parse(stdout);
      for (const host of hosts) {
        expect(host.live).toMatch(live);
        expect(host.previous).toBe(previous ?? null);
        expect(host.since).not.toBeNull();
      }
      expect((await stand.run('history', '--check')).exit).toBe(0);
      expect(stand.read(1, 'shared/storage/photo')).toBe('precious');
    });

    test('is not taken over twice', async () => {
      const before = stand.read(0, '.cutover/records.jsonl');
      const { exit, stdout } = await stand.run('adopt', '--from', from);
      expect([exit, stdout]).toEqual([0, expect.stringContaining('nothing to adopt')]);
      expect(stand.read(0, '.cutover/records.jsonl')).toBe(before);
    });

    test('takes releases, and goes back to what was adopted', async () => {
      const adopted = stand.live()[1] ?? '';
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      expect(stand.read(1, 'current/storage/photo')).toBe('precious');
      expect(await stand.run('rollback')).toMatchObject({ exit: 0, stderr: '' });
      for (const host of [0, 1]) {
        const target = readlinkSync(stand.path(host, 'current'));
        expect(target.split('/').at(-1)).toBe(adopted.split('/').at(-1));
        expect(target.startsWith('/')).toBe(false);
      }
    });

    test('was there for its readers all the time', async () => {
      const looked = await Promise.all(readers.map((reader) => reader.stop()));
      if (from !== 'directory') expect(looked.flatMap(({ problems }) => problems)).toEqual([]);
      for (const { looks } of looked) expect(looks).toBeGreaterThan(100);
      expect(existsSync(stand.path(0, 'current/public/page.txt'))).toBe(true);
    });
  });
}
