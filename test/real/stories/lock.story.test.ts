import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asHost, seenAt } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { running } from '../../support/running.ts';
import { until } from '../../support/until.ts';

describe.skipIf(!(hasOpenssh() && canMount()))('two runs at once', () => {
  let stand: Stand;
  let config = '';
  beforeAll(async () => {
    stand = await aStand({ hosts: 2 });
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    await stand.run('release');
  });
  afterAll(() => stand?.stop());

  const lock = (host: number) => stand.path(host, '.cutover/lock');
  const ownerFile = (host: number) =>
    readdirSync(lock(host)).find((name) => name.startsWith('owner-')) ?? '';
  const ownerOf = (host: number) =>
    JSON.parse(readFileSync(join(lock(host), ownerFile(host)), 'utf8'));

  test('on one target: the second is told who is at work, where and since when, and touches nothing', async () => {
    stand.project.commit({ 'cutover.yml': `${config}hooks:\n  prepare: sleep 7654\n` });
    const first = stand.start('release');
    await until('the hooks', () => running('7654').length === 2);
    const owner = ownerOf(0);
    const says = `the lock is held by run ${owner.run} of ana, a command line, since ${owner.since}`;
    const second = await stand.run('release');
    expect(second.stderr).toContain(says);
    expect(second.stderr).toContain(
      '→ Its run is alive: try again later, or wait for it with --wait 15m',
    );
    expect(second.exit).toBe(4);
    const shown = await stand.run('lock', 'show', '--format', 'json');
    expect(JSON.parse(shown.stdout).hosts).toMatchObject([
      { lock: { run: owner.run, who: 'ana' } },
      { lock: { run: owner.run, who: 'ana' } },
    ]);
    expect(existsSync(lock(1))).toBe(true);
    first.process.kill('SIGTERM');
    expect((await first.ended).exit).toBe(1);
    expect([existsSync(lock(0)), existsSync(lock(1))]).toEqual([false, false]);
  });

  test('on one host for two apps go side by side, with /tmp closed to programs (T-21)', async () => {
    for (const host of stand.hosts) {
      // A view of /tmp in which nothing can be run, and whose own time says whether anything was made in it.
      const bare = host.home.replace(/\/home$/, '');
      asHost(host, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt');
      asHost(host, 'mkdir', '-p', `/mnt${bare.replace('/tmp', '')}`);
      asHost(host, 'mount', '--bind', bare, `/mnt${bare.replace('/tmp', '')}`);
      asHost(host, 'mount', '--rbind', '/mnt', '/tmp');
      asHost(host, 'mount', '-o', 'remount,bind,noexec', '/tmp');
      asHost(host, 'chmod', '1777', '/tmp');
    }
    const before = stand.hosts.map((host) => statSync(seenAt(host, '/tmp')).mtimeMs);
    stand.project.commit({
      'cutover.yml': `${config}hooks:\n  prepare: grep -q " /tmp .*noexec" /proc/mounts && sleep 1\n`,
      'blog.yml': `${config.replace('app: shop', 'app: blog').replace('/shop }', '/blog }')}hooks:\n  prepare: grep -q " /tmp .*noexec" /proc/mounts && sleep 1\n`,
      'index.html': 'two apps\n',
    });
    const [shop, blog] = await Promise.all([
      stand.run('release'),
      stand.run('release', '--config', 'blog.yml'),
    ]);
    expect(shop).toMatchObject({ exit: 0, stderr: '' });
    expect(blog).toMatchObject({ exit: 0, stderr: '' });
    for (const [index, host] of stand.hosts.entries()) {
      expect(readdirSync(join(host.outside, '../blog/.cutover/seals'))).toHaveLength(1);
      expect(statSync(seenAt(host, '/tmp')).mtimeMs).toBe(before[index]);
    }
  });

  test('are kept apart by something in the place of the lock that is none, until a person looks', async () => {
    stand.project.commit({ 'cutover.yml': config, 'index.html': 'three\n' });
    mkdirSync(join(lock(1), 'somebody’s'), { recursive: true });
    const { uid, gid } = statSync(stand.path(1, ''));
    chownSync(lock(1), uid, gid);
    const refused = await stand.run('release');
    expect(refused.stderr).toContain('the lock is held by somebody who left no name');
    expect(refused.exit).toBe(4);
    expect(existsSync(lock(0))).toBe(false);
    const shown = await stand.run('lock', 'show');
    expect(shown.stdout).toContain('held, nobody knows by whom');
    const silent = await stand.run('lock', 'break');
    expect(silent).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('there is no reason'),
    });
    expect(existsSync(lock(1))).toBe(true);
    await stand.run('lock', 'break', '--reason', 'it is nobody’s');
    expect(existsSync(lock(1))).toBe(false);
    expect(stand.read(1, '.cutover/records.jsonl')).toContain(
      '"reason":"it is nobody’s; it was held',
    );
    expect(
      readdirSync(stand.path(1, '.cutover')).filter((name) => name.startsWith('lock')),
    ).toEqual([]);
  });

  test('do not give back each other’s lock: a run whose lock was broken and taken leaves it (T-2)', async () => {
    stand.project.commit({
      'cutover.yml': `${config}hooks:\n  prepare: sleep 8765\n`,
      'index.html': 'four\n',
    });
    const first = stand.start('release');
    await until('the hooks', () => running('8765').length === 2);
    rmSync(lock(0), { recursive: true });
    mkdirSync(lock(0));
    writeFileSync(join(lock(0), 'owner-another.json'), '{}');
    first.process.kill('SIGTERM');
    const ended = await first.ended;
    expect(ended.stdout).toContain('cannot give back the lock: it is not ours any more');
    expect(readdirSync(lock(0))).toEqual(['owner-another.json']);
    expect(existsSync(lock(1))).toBe(false);
    rmSync(lock(0), { recursive: true });
  });

  test('of one run are one host under two names: it is recognised before anything is done (T-2)', async () => {
    const [first] = stand.hosts;
    const line = config.split('\n').find((each) => each.includes(`:${first!.port}'`)) ?? '';
    stand.project.commit({
      'cutover.yml': `${config}${line.replace('127.0.0.1', 'localhost')}\n`,
      'index.html': 'five\n',
    });
    const [before] = stand.live();
    const { exit, stderr } = await stand.run('release');
    expect(stderr).toContain('another of the hosts is the same machine and root');
    expect(stderr).toContain('→ List every host of the target once');
    expect(exit).toBe(64);
    expect(stand.live()[0]).toBe(before);
    expect([existsSync(lock(0)), existsSync(lock(1))]).toEqual([false, false]);
  });
});
