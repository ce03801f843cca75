import { appendFileSync, chmodSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';

describe.skipIf(!(hasOpenssh() && canMount()))(
  'a release that somebody edits on the servers',
  { shuffle: false },
  () => {
    let stand: Stand;
    let build = '';
    const page = (host: number) => stand.path(host, `${build}/index.html`);
    const nameOf = (host: number) => `127.0.0.1:${stand.hosts[host]?.port}`;
    const drift = async (...words: readonly string[]) => {
      const { exit, stdout } = await stand.run('drift', '--format', 'json', ...words);
      return { exit, drift: JSON.parse(stdout).drift };
    };
    const changedOn = async () => {
      const { stdout } = await stand.run('status', '--format', 'json');
      return JSON.parse(stdout).hosts.map(({ changed }: { changed: unknown }) => changed);
    };
    beforeAll(async () => {
      stand = await aStand({ hosts: 3 });
      await stand.run('release');
      build = stand.live()[0] ?? '';
    });
    afterAll(() => stand?.stop());

    test('is untouched at first, however closely one looks', async () => {
      expect(await drift()).toEqual({ exit: 0, drift: [] });
      expect(await drift('--quick')).toEqual({ exit: 0, drift: [] });
      expect(await changedOn()).toEqual([0, 0, 0]);
    });

    test('cannot be written to by the user who released it', () => {
      const modes = [page(0), stand.path(0, build)].map((path) => statSync(path).mode & 0o222);
      expect(modes).toEqual([0, 0]);
    });

    test('shows in the status of the hosts, with where to look', async () => {
      for (const host of [1, 2]) appendFileSync(page(host), 'by hand\n');
      rmSync(stand.path(2, `${build}/manifest.json`));
      const { exit, stdout } = await stand.run('status');
      expect(exit).toBe(0);
      expect(stdout).toContain(`${nameOf(1)}: what is live was changed by hand: 1 path`);
      expect(stdout).toContain(`${nameOf(2)}: what is live was changed by hand: 2 paths`);
      expect(stdout).toContain('see "cutover drift"');
      expect(await changedOn()).toEqual([0, 1, 2]);
    });

    test.each([['--quick'], ['--full']])(
      'is found on every host with drift %s, side by side',
      async (depth) => {
        const rows = [
          { host: nameOf(1), change: 'changed', path: 'index.html' },
          { host: nameOf(2), change: 'changed', path: 'index.html' },
          { host: nameOf(2), change: 'missing', path: 'manifest.json' },
        ];
        expect(await drift(depth)).toEqual({ exit: 2, drift: rows });
        const { stdout } = await stand.run('drift', depth);
        expect(stdout).toContain(`${nameOf(1)}, ${nameOf(2)}`);
        expect(stdout).toContain('2 paths are not what was released');
      },
    );

    test('and puts its size and time back is found by its content', async () => {
      const { atime, mtime, mode } = statSync(page(0));
      const text = stand.read(0, `${build}/index.html`) ?? '';
      writeFileSync(page(0), text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase());
      utimesSync(page(0), atime, mtime);
      chmodSync(page(0), mode);
      const mine = async (depth: string) =>
        (await drift(depth)).drift.filter(({ host }: { host: string }) => host === nameOf(0));
      expect(await mine('--full')).toEqual([
        { host: nameOf(0), change: 'changed', path: 'index.html' },
      ]);
    });

    test('both ways at once is refused', async () => {
      expect(await stand.run('drift', '--quick', '--full')).toMatchObject({
        exit: 64,
        stderr: expect.stringContaining('both "quick" and "full" are asked for'),
      });
    });
  },
);
