import { appendFileSync, chmodSync, existsSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aLaravelStand, type LaravelStand } from '../../support/a-laravel-stand.ts';
import { aMigration } from '../../support/a-migration.ts';
import type { Build } from '../../support/build-laravel.ts';
import type { Ended } from '../../support/cutover.ts';
import { canMount } from '../../support/hosts.ts';
import { type LaravelHost, laravelMissing } from '../../support/laravel.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

const able = hasOpenssh() && canMount() && laravelMissing() === undefined;

/** What a team would write; only the probes name each host, as all of them are on one address here. */
const config = (sites: readonly LaravelHost[]) => `
package: { require: [vendor/autoload.php, public/index.php] }
shared: { directories: [storage], files: [.env] }
migrations: { files: database/migrations, kind: reversible }
hooks:
  prepare: [php artisan config:cache, php artisan route:cache, php artisan view:cache]
  migrate: { run: php artisan migrate --force, timeout: 1m, undo: php artisan migrate:rollback --force }
  reload: [php artisan queue:restart, sh "$CUTOVER_SHARED_PATH/reload.sh"]
  verify: php verify.php "$(cat "$CUTOVER_SHARED_PATH/url")" "$CUTOVER_BUILD"
verify:
  probes:
${sites.map(({ url }) => `    - { url: '${url}/health', release: { header: X-Release }, within: 8s }\n`).join('')}`;

const verifyPhp = `<?php
[, $url, $build] = $argv;
$page = (string) file_get_contents($url, false, stream_context_create(['http' => ['ignore_errors' => true]]));
echo strtok($page, "\\n"), "\\n";
exit(substr_count($page, "release $build\\n") === 2 ? 0 : 1);
`;

describe.skipIf(!able)('releases of a Laravel shop on three hosts', { shuffle: false }, () => {
  let stand: LaravelStand;
  let first = '';
  let second = '';
  let third = '';
  let queued = 0;

  beforeAll(async () => {
    stand = await aLaravelStand(config);
  });
  afterAll(() => stand?.stop());

  test('makes the first release live everywhere, migrated once', async () => {
    await stand.next({
      text: 'first',
      files: { 'verify.php': verifyPhp, 'resources/views/mail.blade.php': 'Dear {{ $name }}\n' },
    });
    const ended = await stand.run('release');
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    first = buildOf(ended);
    expect(stand.live()).toEqual([first, first, first]);
    expect(await pages()).toEqual(
      Array(3).fill(`release ${first}\nfirst\nfirst\nrelease ${first}\n`),
    );
    expect(await migrated()).toEqual(['create_items_table', 'create_jobs_tables']);
    expect(hostsThatRan(ended, 'php artisan migrate --force')).toHaveLength(1);
    expect(hostsThatRan(ended, 'php artisan config:cache')).toHaveLength(3);
  });

  test('has queued work done by the release that is live', async () => {
    await workIsDoneBy(first);
  });

  test('goes on to the second release without a failed request, or one answered by two releases (T-8)', async () => {
    await next({ text: 'second', table: 'orders' });
    const clients = stand.hammer();
    const ended = await stand.run('release');
    second = buildOf(ended);
    expect(ended).toMatchObject({ exit: 0, stderr: '' });
    await everyPageSays('second');
    const seen = await clients.stop();
    expect(seen).toMatchObject({ failed: 0, mixed: 0, problems: [] });
    expect(Object.keys(seen.byRelease).toSorted()).toEqual([first, second].toSorted());
    expect(await migrated()).toContain('create_orders_table');
    await workIsDoneBy(second);
  });

  test('takes a release back that is not healthy, by itself and with its migration (T-11)', async () => {
    await next({ text: 'third', table: 'refunds', broken: true });
    const clients = stand.hammer();
    const ended = await stand.run('release');
    third = buildOf(ended);
    expect(ended.exit).toBe(5);
    expect(ended.stdout).toContain(`release of ${third} failed on production (3 hosts)`);
    expect(stand.live()).toEqual([second, second, second]);
    expect(await migrated()).not.toContain('create_refunds_table');
    expect(await stand.database.sql("SHOW TABLES FROM shop LIKE 'refunds'")).toBe('');
    await everyPageSays('second');
    const seen = await clients.stop();
    // While the broken release was live it answered for itself; nobody else ever failed, and nobody waited in vain.
    expect(seen.failed).toBe(seen.failedBy[third] ?? 0);
    expect(seen.mixed).toBe(0);
    expect(Object.keys(seen.byRelease)).toEqual([second]);
    await workIsDoneBy(second);
  });

  test('tells what is live, since when and by whom', async () => {
    const { exit, stdout } = await stand.run('status', '--format', 'json');
    expect(exit).toBe(0);
    const host = { live: second, previous: first, by: 'ana', lock: null };
    expect(JSON.parse(stdout)).toMatchObject({ agree: true, hosts: [host, host, host] });
  });

  test('finds nothing changed in the release that artisan prepared', async () => {
    expect(existsSync(stand.path(0, 'current/bootstrap/cache/config.php'))).toBe(true);
    expect(await stand.run('drift')).toMatchObject({ exit: 0, stderr: '' });
  });

  test('finds the file that somebody edited on one host', async () => {
    const file = stand.path(2, 'current/routes/web.php');
    chmodSync(file, 0o644);
    appendFileSync(file, '// only for a moment\n');
    const { exit, stdout } = await stand.run('drift', '--format', 'json');
    expect(exit).toBe(2);
    const host = `127.0.0.1:${stand.hosts[2]?.port}`;
    expect(JSON.parse(stdout).drift).toEqual([{ host, change: 'changed', path: 'routes/web.php' }]);
  });

  test('goes back to the first release with nothing but the hosts', async () => {
    rmSync(`${stand.project.directory}/.cutover`, { recursive: true });
    rmSync(`${stand.project.directory}/vendor`, { recursive: true });
    const clients = stand.hammer();
    const ended = await stand.run('rollback', '--reason', 'orders are lost');
    expect(ended, ended.stdout).toMatchObject({ exit: 0, stderr: '' });
    await everyPageSays('first');
    expect(await clients.stop()).toMatchObject({ failed: 0, mixed: 0, problems: [] });
    expect(stand.live()).toEqual([first, first, first]);
    expect(await migrated()).not.toContain('create_orders_table');
    await workIsDoneBy(first);
  });

  test('has lost no queued work on the way', async () => {
    const count = (table: string) => stand.database.sql(`SELECT COUNT(*) AS n FROM shop.${table}`);
    await until('every item', async () => (await count('items')) === `n\n${queued}\n`);
    expect(await count('failed_jobs')).toBe('n\n0\n');
  });

  function next({ table, ...build }: Build & { readonly table: string }): Promise<void> {
    const file = `database/migrations/2026_02_0${table.length}_090000_create_${table}_table.php`;
    return stand.next({ ...build, files: { [file]: aMigration(table) } });
  }

  function pages(path = ''): Promise<string[]> {
    return Promise.all(stand.sites.map(async ({ url }) => (await fetch(url + path)).text()));
  }

  async function everyPageSays(text: string): Promise<void> {
    const wrong = (await pages()).filter((page) => !page.includes(`\n${text}\n`));
    expect(wrong).toEqual([]);
  }

  /** Whatever host takes the order, a worker of the live release must do it. */
  async function workIsDoneBy(build: string): Promise<void> {
    const name = `lamp ${build}`;
    await until(`the work of ${build}`, async () => {
      for (const { url } of stand.sites) {
        const { status } = await fetch(`${url}/items?name=${encodeURIComponent(name)}`, {
          method: 'POST',
        });
        queued += status === 202 ? 1 : 0;
      }
      return (await pages('/items')).every((items) =>
        items.includes(JSON.stringify({ name, release: build })),
      );
    });
  }

  async function migrated(): Promise<string[]> {
    const rows = await stand.database.sql('SELECT migration FROM shop.migrations ORDER BY id');
    return rows
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.replace(/^[\d_]+/, ''));
  }
});

function buildOf({ stdout }: Ended): string {
  return /\d{4}\.\d\d\.\d+\+[0-9a-f]{7}/.exec(stdout)?.[0] ?? '';
}

/** The hosts whose line in the log says that they ran this. */
function hostsThatRan({ stdout }: Ended, line: string): string[] {
  return [...stdout.matchAll(/✔ (\S+): (.+) \(/g)].flatMap(([, host = '', ran]) =>
    ran === line ? [host] : [],
  );
}
