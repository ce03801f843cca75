import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { type Capistrano, capistranoFor, hasCapistrano } from '../../support/capistrano.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { startReader } from '../../support/reader.ts';

const able = hasOpenssh() && canMount() && hasCapistrano();
const page = (text: string) => `${text}\n`.repeat(3);

describe.skipIf(!able)('a target of a real Capistrano', { shuffle: false }, () => {
  let stand: Stand;
  let capistrano: Capistrano;
  let commit = '';
  let reader: ReturnType<typeof startReader>;
  const releases = () => readdirSync(stand.path(0, 'releases')).toSorted();

  beforeAll(async () => {
    stand = await aStand({
      hosts: 1,
      config: 'shared: { directories: [storage] }\n',
      files: { 'public/page.txt': page('one') },
    });
    const [host] = stand.hosts;
    capistrano = capistranoFor(host!, stand.project);
    await capistrano.deploy();
    const { root, pid } = host!;
    const file = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    commit = stand.project.commit({
      'public/page.txt': page('two'),
      'cutover.yml': file.replace(`root: ${root} }`, `root: ${root}, releases: ${root}/releases }`),
    });
    // Its releases are named by the second.
    await sleep(1100);
    await capistrano.deploy();
    reader = startReader(`${root}/current`, pid);
  });
  afterAll(async () => {
    capistrano?.remove();
    await stand?.stop();
  });

  test('is adopted with what its own log tells', async () => {
    const [first, second] = releases();
    expect(await stand.run('adopt', '--from', 'capistrano')).toMatchObject({ exit: 0, stderr: '' });
    expect(releases()).toEqual([first, second]);
    const { stdout } = await stand.run('status', '--format', 'json');
    const { hosts } = JSON.parse(stdout).data ?? JSON.parse(stdout);
    expect(hosts[0]).toMatchObject({ live: second, previous: first, commit });
  });

  test('goes on with releases, and back to those of Capistrano', async () => {
    const [first, second] = releases();
    stand.project.commit({ 'public/page.txt': page('three') });
    expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.read(0, 'current/public/page.txt')).toBe(page('three'));
    expect(await stand.run('rollback')).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.live()).toEqual([`releases/${second}`]);
    expect(await stand.run('rollback')).toMatchObject({ exit: 0, stderr: '' });
    expect(stand.live()).toEqual([`releases/${first}`]);
  });

  test('was there for its readers all the time', async () => {
    const { looks, problems } = await reader.stop();
    expect(problems).toEqual([]);
    expect(looks).toBeGreaterThan(100);
  });
});
