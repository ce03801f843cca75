import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDisk } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { whatIsThere } from '../../support/what-is-there.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('a host that cannot take a release', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await aStand({ hosts: 2, files: { 'public/big.bin': 'x'.repeat(2_000_000) } });
  });
  afterAll(() => stand?.stop());

  /** A release that the second host must refuse: it says why, and no host is touched. */
  async function refused(says: string, words: readonly string[] = []) {
    const before = stand.hosts.map(({ outside }) => whatIsThere(outside));
    const ended = await stand.run('release', ...words);
    expect(ended.stderr).toContain(says);
    expect(ended.stderr.match(/✖/g)).toHaveLength(1);
    expect(ended.exit).toBe(1);
    expect(stand.hosts.map(({ outside }) => whatIsThere(outside))).toEqual(before);
  }

  test.each<[string, (current: string) => void, string]>([
    [
      'because "current" is a file',
      (current) => writeFileSync(current, 'precious'),
      'is a file, not a link (move it away)',
    ],
    [
      'because "current" is a directory, and gets the command that adopts it (T-14)',
      (current) => {
        mkdirSync(current);
        writeFileSync(join(current, 'precious'), 'data');
      },
      'is a directory, not a link (take it over as the first release: cutover adopt --from directory)',
    ],
    [
      'because "current" leads nowhere',
      (current) => symlinkSync('2026.01.1+0000000', current),
      'leads to "2026.01.1+0000000", which is none of the releases',
    ],
    [
      'because "current" leads out of the releases',
      (current) => symlinkSync('/etc', current),
      'leads to "/etc", which is none of the releases',
    ],
    [
      'because "current" leads to what is shared',
      (current) => {
        mkdirSync(join(current, '../shared'), { recursive: true });
        symlinkSync('shared', current);
      },
      'leads to "shared", which is none of the releases',
    ],
  ])('%s', async (_, damage, says) => {
    const current = stand.path(1, 'current');
    damage(current);
    await refused(
      `127.0.0.1:${stand.hosts[1]?.port}: the pointer "current" in /srv/releases/shop ${says}`,
    );
    const status = await stand.run('status', '--format', 'json');
    expect(JSON.parse(status.stdout)).toMatchObject({ hosts: [{}, { live: null }] });
    const back = await stand.run('rollback');
    expect(back.exit).toBe(1);
    expect(readdirSync(stand.path(0, ''))).toEqual([]);
    if (lstatSync(current).isSymbolicLink()) unlinkSync(current);
    else rmSync(current, { recursive: true });
  });

  test('because the user may not write there', async () => {
    chmodSync(stand.path(1, ''), 0o555);
    await refused('"cutover-deploy" may not write in /srv/releases/shop');
    chmodSync(stand.path(1, ''), 0o755);
  });

  test('because its root is a file', async () => {
    const [, host] = stand.hosts;
    const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    mkdirSync(join(host!.outside, '../file'), { recursive: true });
    writeFileSync(join(host!.outside, '../file/root'), 'precious');
    stand.project.write('.cutover/file.yml', config.replace('/shop }', '/file/root }'));
    await refused('/srv/releases/file/root is not a directory', ['--config', '.cutover/file.yml']);
    expect(readFileSync(join(host!.outside, '../file/root'), 'utf8')).toBe('precious');
  });

  test.each<[string, string, string]>([
    [
      'because its disk is too small, with what is there and what it takes (T-16)',
      'size=12m',
      '12 MiB are free, the release needs 19 MiB (make room: what is live, its way back, what is pinned or in use is not removed for it)',
    ],
    [
      'because its disk has too few inodes (T-16)',
      'size=64m,nr_inodes=60',
      '59 inodes are free, the release needs 106 (make room: what is live, its way back, what is pinned or in use is not removed for it)',
    ],
    [
      'because its disk is read-only',
      'size=64m,ro',
      '"cutover-deploy" may not write in /srv/releases/shop (give the directory to that user; is the file system mounted read-only?)',
    ],
  ])('%s', async (_, options, says) => {
    const host = stand.hosts[1]!;
    const disk = aDisk(host, host.root, options);
    const before = whatIsThere(disk.path);
    await refused(says);
    expect(whatIsThere(disk.path)).toEqual(before);
    disk.unmount();
  });

  test('because its releases lie on another file system than its root', async () => {
    const disks = stand.hosts.map((host) => aDisk(host, '/srv/releases/elsewhere', 'size=64m'));
    const config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    const moved = config.replace('shop }', 'shop, releases: /srv/releases/elsewhere }');
    stand.project.write('.cutover/elsewhere.yml', moved);
    await refused(
      'the root, the releases and the pointer lie on different file systems (nothing can be renamed from one to another: put them on the same)',
      ['--config', '.cutover/elsewhere.yml'],
    );
    for (const disk of disks) disk.unmount();
  });
});
