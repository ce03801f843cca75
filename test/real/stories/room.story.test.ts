import { randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDisk, type Disk } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

const mebibyte = 1024 * 1024;
const liveOn = ({ path }: Disk) => readlinkSync(join(path, 'current'));

describe.skipIf(!(hasOpenssh() && canMount()))(
  'a disk with too little room for another release (T-16)',
  { shuffle: false },
  () => {
    let stand: Stand;
    let small: Disk;
    const builds: string[] = [];
    const nameOf = (host: number) => `127.0.0.1:${stand.hosts[host]?.port}`;
    const there = () =>
      readdirSync(small.path)
        .filter((name) => name.includes('+'))
        .sort();
    const onLarge = () => readdirSync(stand.path(0, '')).filter((name) => name.includes('+'));
    const commit = (size: number) =>
      stand.project.commit({ 'big.bin': randomBytes(size * 750_000).toString('base64') });
    const release = async (size: number) => {
      commit(size);
      const ended = await stand.run('release');
      expect(ended).toMatchObject({ exit: 0, stderr: '' });
      builds.push(stand.live()[0] ?? '');
      return ended.stdout;
    };
    beforeAll(async () => {
      stand = await aStand({ hosts: 2, config: 'keep: 10\n' });
      small = aDisk(stand.hosts[1]!, stand.hosts[1]!.root, 'size=64m');
      for (let count = 0; count < 4; count += 1) await release(8);
      await stand.run('pin', '--build', builds[0] ?? '', '--reason', 'the one before the move');
    });
    afterAll(() => stand?.stop());

    test('loses what was live longest ago first, and only as much as must be', async () => {
      const [first, second, third, fourth] = builds;
      expect(there()).toEqual([first, second, third, fourth].toSorted());
      commit(20);
      const { stdout, exit } = await stand.run('release', '--dry-run');
      expect(exit).toBe(0);
      expect(stdout).toContain(`preflight ${nameOf(1)}: Remove ${second}`);
      expect(stdout).toContain(`preflight ${nameOf(1)}: Make sure that there is room`);
      expect(stdout).not.toContain(`preflight ${nameOf(0)}`);
      expect(there()).toHaveLength(4);
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      const [fifth] = stand.live();
      expect(there()).toEqual([first, third, fourth, fifth].toSorted());
      expect(onLarge()).toHaveLength(5);
      expect((await stand.run('drift')).exit).toBe(0);
    });

    test('loses nothing where what changed has room, though all of it would not', async () => {
      const before = there();
      stand.project.commit({ 'index.html': 'small\n' });
      const { bavail, bsize } = statfsSync(small.path);
      expect(bavail * bsize).toBeLessThan(36 * mebibyte);
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      expect(there()).toEqual([...before, liveOn(small)].toSorted());
    });

    test('loses nothing where all that may go would not be enough, and says so in numbers', async () => {
      const before = there();
      const { bavail, bsize } = statfsSync(small.path);
      commit(40);
      const { exit, stderr } = await stand.run('release');
      expect(exit).toBe(1);
      const free = Math.ceil((bavail * bsize) / mebibyte);
      expect(stderr).toMatch(
        new RegExp(
          `${nameOf(1)}: ${free} MiB are free, the release needs 5[0-9] MiB, and removing all 2 releases that may go would give 16 MiB`,
        ),
      );
      expect(stderr).toContain('make room: what is live, its way back, what is pinned or in use');
      expect(there()).toEqual(before);
      expect(liveOn(small)).toBe(stand.live()[0]);
    });
  },
);

describe.skipIf(!(hasOpenssh() && canMount()))('a disk with too few inodes (T-16)', () => {
  let stand: Stand;
  let small: Disk;
  const there = () => readdirSync(small.path).filter((name) => name.includes('+'));
  const commit = (count: number) =>
    stand.project.commit(
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`many/${index}`, `${Math.random()}`]),
      ),
    );
  beforeAll(async () => {
    // A tmpfs counts every hard link as an inode; other file systems do not.
    stand = await aStand({ hosts: 1, config: 'keep: 10\nupload: full\n' });
    small = aDisk(stand.hosts[0]!, stand.hosts[0]!.root, 'size=64m,nr_inodes=1300');
    for (let count = 0; count < 4; count += 1) {
      commit(250);
      const { exit, stdout } = await stand.run('release');
      expect([exit, stdout]).toEqual([0, expect.any(String)]);
    }
  });
  afterAll(() => stand?.stop());

  test('gets the room as well', async () => {
    commit(250);
    expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
    expect(there().length).toBeLessThan(5);
    expect(there()).toContain(liveOn(small));
  });
});
