import { execFile } from 'node:child_process';
import { cp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Build, buildLaravel } from '../support/build-laravel.ts';
import { asUser } from '../support/daemon.ts';
import { hammer } from '../support/hammer.ts';
import { type LaravelHost, laravelHost, laravelMissing } from '../support/laravel.ts';
import { startMariadb } from '../support/mariadb.ts';
import { type OwnedDirectory, ownedDirectory } from '../support/owned-directory.ts';
import { prepareShared } from '../support/prepare-shared.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const user = process.getuid?.() === 0 ? 'www-data' : undefined;

describe.skipIf(laravelMissing())('the Laravel stand, with releases placed by hand', () => {
  const ends: (() => Promise<void>)[] = [];
  let work: OwnedDirectory;
  let host: LaravelHost;
  let root: string;

  beforeAll(async () => {
    work = await ownedDirectory('stand', user);
    ends.push(work.remove);
    root = join(work.path, 'shop');
    const database = await startMariadb({ user });
    ends.push(database.stop);
    await prepareShared({ root, user, database: await database.create('shop') });
    host = await laravelHost({ root, user });
    ends.push(host.stop);
    await place('one', {});
    await inRelease('one', 'php artisan migrate --force');
    await makeLive('one');
  });

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test('answers with the release that is live, and says it is healthy', async () => {
    await makeLive('one');
    const health = await fetch(`${host.url}/health`);
    expect([health.status, health.headers.get('x-release')]).toEqual([200, 'one']);
    expect(await (await fetch(host.url)).text()).toBe(
      'release one\nthe shop\nthe shop\nrelease one\n',
    );
  });

  test('does queued work in the release that is live', async () => {
    await place('two', { text: 'second' });
    await makeLive('two');
    await inRelease('two', 'php artisan queue:restart');
    await until('the job of the second release', async () => {
      await fetch(`${host.url}/items?name=lamp`, { method: 'POST' });
      const items = await (await fetch(`${host.url}/items`)).text();
      return items.includes('{"name":"lamp","release":"two"}');
    });
  });

  test('fails its health check when a release is broken', async () => {
    await place('broken', { broken: true });
    await makeLive('broken');
    expect((await fetch(`${host.url}/health`)).status).toBe(503);
    expect((await fetch(host.url)).status).toBe(500);
    await makeLive('one');
  });

  test('shows every client one release at a time, through switches and reloads', async () => {
    await place('red', { text: 'red' });
    await place('blue', { text: 'blue' });
    await makeLive('red');
    const clients = hammer(host.url, { clients: 4 });
    for (const name of ['blue', 'red', 'blue', 'red', 'blue']) {
      await makeLive(name);
      await run('sh', ['-c', host.reload]);
      await until(`a page of ${name}`, async () =>
        (await (await fetch(host.url)).text()).includes(name),
      );
    }
    const seen = await clients.stop();
    expect(seen).toMatchObject({ failed: 0, mixed: 0, problems: [] });
    expect(Object.keys(seen.byRelease).sort()).toEqual(['blue', 'red']);
  });

  test('serves beside another host', async () => {
    const other = await laravelHost({ root, user });
    const { status } = await fetch(`${other.url}/health`);
    await other.stop();
    expect([status, (await fetch(`${host.url}/health`)).status]).toEqual([200, 200]);
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });

  async function place(name: string, build: Build): Promise<void> {
    const checkout = join(work.path, `checkout-${name}`);
    await buildLaravel(checkout, { vendor: 'thin', ...build });
    await cp(checkout, join(root, name), { recursive: true });
    await rm(join(root, name, 'storage'), { recursive: true });
    await symlink('../shared/storage', join(root, name, 'storage'));
    await symlink('../shared/.env', join(root, name, '.env'));
    await writeFile(join(root, name, 'manifest.json'), JSON.stringify({ build: name }));
    if (user !== undefined) await run('chown', ['-hR', `${user}:`, join(root, name)]);
    await inRelease(name, 'php artisan config:cache && php artisan route:cache');
  }

  async function inRelease(name: string, line: string): Promise<void> {
    const [command = '', ...words] = asUser(user, ['sh', '-c', line]);
    await run(command, words, { cwd: join(root, name) });
  }

  async function makeLive(name: string): Promise<void> {
    const next = join(root, '.next');
    await symlink(name, next);
    await rename(next, join(root, 'current'));
  }
});
