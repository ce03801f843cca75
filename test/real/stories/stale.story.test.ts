import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aDisk } from '../../support/a-disk.ts';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount, type TestHost } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

/** A server on a host: a process of the deploy user that works in a directory. */
async function aServer({ pid, home }: TestHost, directory: string): Promise<ChildProcess> {
  const { uid, gid } = statSync(home);
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const words = ['sh', '-c', 'cd "$1" && echo there && exec sleep 300', 'sh', directory];
  const child = spawn('nsenter', [`--mount=/proc/${pid}/ns/mnt`, 'setpriv', ...user, ...words]);
  await once(child.stdout, 'data');
  return child;
}

describe.skipIf(!(hasOpenssh() && canMount()))(
  'a server that goes on in an old release (T-9)',
  { shuffle: false },
  () => {
    let stand: Stand;
    let server: ChildProcess;
    let old = '';
    const next = async () => {
      stand.project.commit({ 'index.html': `${Math.random()}\n` });
      const ended = await stand.run('release');
      expect(ended).toMatchObject({ exit: 0, stderr: '' });
      return ended.stdout;
    };
    const nameOf = (host: number) => `127.0.0.1:${stand.hosts[host]?.port}`;
    const isThere = (host: number) => existsSync(stand.path(host, old));
    const runsIn = () =>
      `${nameOf(1)}: a process still runs in ${old}, which is not live: ${server.pid} (sleep 300)`;
    beforeAll(async () => {
      stand = await aStand({ hosts: 2, config: 'keep: 1\n' });
      await next();
      old = stand.live()[0] ?? '';
      server = await aServer(stand.hosts[1]!, `${stand.hosts[1]?.root}/${old}`);
    });
    afterAll(async () => {
      server?.kill('SIGKILL');
      await stand?.stop();
    });

    test('is no concern while its release is live', async () => {
      expect((await stand.run('prune')).stdout).not.toContain('a process still runs');
    });

    test('is reported after the switch, with host, process and release, and in the record', async () => {
      const said = await next();
      expect(said).toContain(`WARNING: ${runsIn()}`);
      expect(said).not.toContain(`${nameOf(0)}: a process`);
      const stale = [{ pid: server.pid, build: old, command: 'sleep 300' }];
      const records = [0, 1].map((host) =>
        JSON.parse(stand.read(host, '.cutover/records.jsonl')?.trim().split('\n').at(-1) ?? ''),
      );
      expect(records.map((record) => record.stale)).toEqual([undefined, stale]);
      expect((await stand.run('history', '--check')).exit).toBe(0);
    });

    test('says of hosts where the processes of others are hidden that nobody knows', async () => {
      expect((await stand.run('prune')).stdout).toContain(
        `${nameOf(0)}, ${nameOf(1)}: nobody could look at the processes of other users`,
      );
    });

    test('is seen in the status of the hosts', async () => {
      const { stdout } = await stand.run('status', '--full', '--format', 'json');
      const stale = [{ pid: server.pid, build: old, command: 'sleep 300' }];
      expect(JSON.parse(stdout).hosts.map((host: { stale: unknown }) => host.stale)).toEqual([
        [],
        stale,
      ]);
      expect((await stand.run('status', '--full')).stdout).toMatch(/complete, in use/);
    });

    test('keeps its release from retention, there and nowhere else', async () => {
      await next();
      await next();
      expect([isThere(0), isThere(1)]).toEqual([false, true]);
      expect(await stand.run('prune', '--build', old)).toMatchObject({
        exit: 1,
        stderr: expect.stringContaining(`Cannot remove ${old} from ${nameOf(1)}: it is in use`),
      });
      expect((await stand.run('prune')).stdout).toContain(runsIn());
      expect(isThere(1)).toBe(true);
    });

    test('lets its release go when it has ended', async () => {
      server.kill('SIGKILL');
      await once(server, 'exit');
      expect(await stand.run('prune')).toMatchObject({ exit: 0 });
      expect(isThere(1)).toBe(false);
    });
  },
);

describe.skipIf(!(hasOpenssh() && canMount()))('a host without /proc', () => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await aStand({ hosts: 2 });
    aDisk(stand.hosts[1]!, '/proc', 'size=1m');
  });
  afterAll(() => stand?.stop());

  test('takes releases, and says that nobody can look at its processes', async () => {
    const { exit, stdout } = await stand.run('release');
    expect(stdout).toContain(
      `127.0.0.1:${stand.hosts[1]?.port}: without /proc nobody can look at processes, which may still run in an old release`,
    );
    expect(exit).toBe(0);
  });
});
