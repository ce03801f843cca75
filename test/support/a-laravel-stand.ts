import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { aStand, type Stand } from './a-stand.ts';
import { type Build, buildLaravel } from './build-laravel.ts';
import { type Hammered, hammer } from './hammer.ts';
import { type LaravelHost, laravelHost } from './laravel.ts';
import { type Mariadb, startMariadb } from './mariadb.ts';
import { prepareShared } from './prepare-shared.ts';

/** A Laravel shop on real servers: each host with nginx, php-fpm and a queue worker, one database for all of them. */
export interface LaravelStand extends Stand {
  readonly sites: readonly LaravelHost[];
  readonly database: Mariadb;
  /** Commits the next version of the shop. */
  next(build: Build): Promise<void>;
  /** Clients that ask every host all the time until stopped; what they have seen together. */
  hammer(): { stop(): Promise<Hammered> };
}

/** Starts three hosts and the shop's project; `config` is put into its `cutover.yml`, with what is known of the sites. */
export async function aLaravelStand(
  config: (sites: readonly LaravelHost[]) => string,
): Promise<LaravelStand> {
  const stand = await aStand({ hosts: 3 });
  const [{ user } = { user: undefined }] = stand.hosts;
  const database = await startMariadb({ user });
  const shop = await database.create('shop');
  const sites = await Promise.all(
    stand.hosts.map(async ({ outside: root, root: seen, pid }) => {
      await prepareShared({ root, user, database: shop });
      const site = await laravelHost({ root, user, inside: { pid, seen } });
      // What is different on every host stands on the host: one line of cutover.yml does for all.
      writeFileSync(`${root}/shared/reload.sh`, `${site.reload}\n`);
      writeFileSync(`${root}/shared/url`, site.url);
      return site;
    }),
  );
  const targets = await readFile(`${stand.project.directory}/cutover.yml`, 'utf8');
  const own = {
    'cutover.yml': `${config(sites)}${targets}`,
    '.gitignore': '/.env\n/vendor/\n/.cutover/\n',
  };
  return {
    ...stand,
    sites,
    database,
    next: async (build) => {
      await buildLaravel(stand.project.directory, { ...build, files: { ...own, ...build.files } });
    },
    hammer: () => {
      const all = sites.map(({ url }) => hammer(url, { clients: 2, rest: 20 }));
      return { stop: async () => sum(await Promise.all(all.map((each) => each.stop()))) };
    },
    stop: async () => {
      await Promise.all(sites.map((site) => site.stop()));
      await database.stop();
      await stand.stop();
    },
  };
}

function sum(seen: readonly Hammered[]): Hammered {
  const total = (pick: (each: Hammered) => number) =>
    seen.reduce((before, each) => before + pick(each), 0);
  return {
    requests: total(({ requests }) => requests),
    failed: total(({ failed }) => failed),
    mixed: total(({ mixed }) => mixed),
    byRelease: together(seen.map(({ byRelease }) => byRelease)),
    failedBy: together(seen.map(({ failedBy }) => failedBy)),
    problems: seen.flatMap(({ problems }) => problems),
  };
}

function together(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [name, count] of counts.flatMap(Object.entries<number>))
    all[name] = (all[name] ?? 0) + count;
  return all;
}
