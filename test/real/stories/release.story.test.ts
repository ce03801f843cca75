import { appendFileSync, chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

const able = hasOpenssh() && canMount();
const buildOf = ({ stdout }: { stdout: string }) =>
  /\d{4}\.\d\d\.\d+\+[0-9a-f]{7}/.exec(stdout)?.[0] ?? '';

describe.skipIf(!able)('a release on three hosts', { shuffle: false }, () => {
  let stand: Stand;
  let first = '';
  let second = '';
  afterAll(() => stand?.stop());

  test('makes the first build live on every host', async () => {
    stand = await aStand({
      config:
        'hooks:\n  prepare: echo "$CUTOVER_BUILD on $CUTOVER_HOST" > prepared.txt\n  reload: echo reloaded\n',
    });
    const ended = await stand.run('release');
    first = buildOf(ended);
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    expect(ended.stdout).toContain(`${first} is live on production (3 hosts)`);
    expect(stand.live()).toEqual([first, first, first]);
    expect(stand.read(1, 'current/index.html')).toBe('one\n');
    expect(stand.read(2, 'current/prepared.txt')).toMatch(
      new RegExp(`^${first.replaceAll(/[.+]/g, '\\$&')} on 127`),
    );
  });

  test('finds nothing to do when it is run again', async () => {
    const ended = await stand.run('release');
    expect(ended.stdout).toContain(
      `${first} is already live on production (3 hosts): nothing to do`,
    );
    expect(ended.exit).toBe(0);
  });

  test('goes on to the second build, and leaves nothing behind', async () => {
    stand.project.commit({ 'index.html': 'two\n' });
    const ended = await stand.run('release');
    second = buildOf(ended);
    expect(ended.exit).toBe(0);
    expect(stand.live()).toEqual([second, second, second]);
    expect(stand.read(0, 'current/index.html')).toBe('two\n');
    for (const place of ['incoming', 'runs', 'placing', 'trash'])
      expect(readdirSync(stand.path(0, `.cutover/${place}`))).toEqual([]);
    expect(stand.read(0, '.cutover/lock')).toBeUndefined();
  });

  test('tells what is live, for people and for programs', async () => {
    const { stdout, exit } = await stand.run('status', '--format', 'json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      target: 'production',
      agree: true,
      hosts: [1, 2, 3].map(() => ({ live: second, previous: first, lock: null, by: 'ana' })),
    });
    expect((await stand.run('status')).stdout).toContain(`production: ${second} is live`);
  });

  test('finds a file that was edited on one host', async () => {
    expect((await stand.run('drift')).exit).toBe(0);
    chmodSync(stand.path(1, `${second}/index.html`), 0o644);
    appendFileSync(stand.path(1, `${second}/index.html`), 'by hand\n');
    const { stdout, exit } = await stand.run('drift', '--format', 'json');
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).drift).toEqual([
      { host: `127.0.0.1:${stand.hosts[1]?.port}`, change: 'changed', path: 'index.html' },
    ]);
  });

  test('goes back to what was live before', async () => {
    const ended = await stand.run('rollback', '--reason', 'the page is wrong');
    expect(ended.stdout).toContain(`${first} is live on production (3 hosts)`);
    expect(ended.exit).toBe(0);
    expect(stand.live()).toEqual([first, first, first]);
  });

  test('has nothing to go back to from the first build', async () => {
    const ended = await stand.run('rollback');
    expect(ended.exit).toBe(1);
    expect(ended.stderr).toContain('nothing was live before');
    expect(stand.live()).toEqual([first, first, first]);
  });

  test('never goes back to a build that was bad', async () => {
    const ended = await stand.run('rollback', '--to', second);
    expect(ended.exit).toBe(1);
    expect(ended.stderr).toContain(`${second} was bad`);
  });

  test('remembers all of it in a chain of records', async () => {
    const { stdout, exit } = await stand.run('history', '--check', '--format', 'json');
    expect(exit).toBe(0);
    const [host] = stand.hosts;
    const records = JSON.parse(stdout).records.filter(
      (each: { host: string }) => each.host === `127.0.0.1:${host?.port}`,
    );
    expect(
      records.map(({ action, outcome, build, from, reason }: Record<string, string>) => [
        action,
        outcome,
        build,
        from,
        reason,
      ]),
    ).toEqual([
      ['rollback', 'activated', first, second, 'the page is wrong'],
      ['release', 'activated', second, first, ''],
      ['release', 'activated', first, null, ''],
    ]);
  });

  test('shows where the records were changed', async () => {
    const text = stand.read(0, '.cutover/records.jsonl') ?? '';
    writeFileSync(
      stand.path(0, '.cutover/records.jsonl'),
      text.replace('"by":"ana"', '"by":"eve"'),
    );
    const ended = await stand.run('history', '--check');
    expect(ended.exit).toBe(2);
    expect(ended.stdout).toContain('line 2 does not follow line 1');
  });
});

describe.skipIf(!able)('a release that fails', () => {
  const config = `hooks:
  prepare: test ! -e fail-prepare
  migrate: test ! -e fail-migrate
  reload: test ! -e fail-reload
  verify: test ! -e fail-verify
`;
  let stand: Stand;
  afterAll(() => stand?.stop());

  test.each([
    ['prepare', 1, 'failed on production (3 hosts): what is live was not touched'],
    ['migrate', 1, 'failed on production (3 hosts): what is live was not touched'],
    ['reload', 5, 'every host is back to what it had'],
    ['verify', 5, 'every host is back to what it had'],
  ])('in %s leaves every host as it was', async (phase, exit, says) => {
    stand ??= await aStand({ config });
    stand.project.commit({ 'index.html': `good before ${phase}\n` });
    const good = buildOf(await stand.run('release'));
    expect(stand.live()).toEqual([good, good, good]);
    stand.project.commit({ [`fail-${phase}`]: '' });
    const ended = await stand.run('release');
    expect(ended.stdout).toContain(says);
    expect(ended.exit).toBe(exit);
    expect(stand.live()).toEqual([good, good, good]);
    stand.project.git('rm', '--quiet', `fail-${phase}`);
    expect(stand.read(0, '.cutover/lock')).toBeUndefined();
  });
});

describe.skipIf(!able)('a host that is not as it should be', () => {
  let stand: Stand;
  afterAll(() => stand?.stop());

  test.each<[string, (stand: Stand) => void, (stand: Stand) => void, string]>([
    [
      'whose current is a directory is refused, and keeps it (T-14)',
      (at) => {
        mkdirSync(at.path(1, 'current'));
        writeFileSync(at.path(1, 'current/precious'), 'data');
      },
      (at) => {
        expect(at.read(1, 'current/precious')).toBe('data');
        rmSync(at.path(1, 'current'), { recursive: true });
      },
      '"current" in /srv/releases/shop is a directory, not a link',
    ],
    [
      'that the user may not write to is refused',
      (at) => chmodSync(at.path(2, ''), 0o555),
      (at) => chmodSync(at.path(2, ''), 0o755),
      'may not write in /srv/releases/shop',
    ],
  ])('%s', async (_, damage, mend, says) => {
    stand ??= await aStand();
    damage(stand);
    const ended = await stand.run('release');
    expect(ended.stderr).toContain(says);
    expect(ended.exit).toBe(1);
    expect(stand.live()[0]).toBeUndefined();
    mend(stand);
  });
});
