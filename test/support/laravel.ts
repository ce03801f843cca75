import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { ownedDirectory } from './owned-directory.ts';
import { startQueueWorker } from './queue-worker.ts';
import { until } from './until.ts';

/** What this machine lacks for a Laravel host, or undefined. */
export function laravelMissing(): string | undefined {
  const needed = [
    '/usr/share/php/Illuminate/autoload.php',
    '/usr/sbin/nginx',
    '/usr/sbin/mariadbd',
    '/usr/bin/setpriv',
  ];
  return fpmPath() === undefined ? 'php-fpm' : needed.find((path) => !existsSync(path));
}

export interface LaravelHostOptions {
  /** A target's directory: nginx serves `current/public` below it. */
  readonly root: string;
  /** The account that owns the site; naming one takes root. */
  readonly user?: string | undefined;
  /** A process whose view of the file system the servers share, with `seen` as the root there. */
  readonly inside?: { readonly pid: number; readonly seen: string };
}

/** A web server as one finds it in production: nginx, php-fpm with opcache, and a queue worker under a supervisor. */
export interface LaravelHost {
  readonly url: string;
  /** The command that makes php-fpm drop the code it holds; the site's owner may run it. */
  readonly reload: string;
  /** What the servers wrote. */
  logs(): Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts a host for a site below `root`; there need not be a release yet. */
export async function laravelHost({
  root,
  user,
  inside,
}: LaravelHostOptions): Promise<LaravelHost> {
  const directory = await ownedDirectory('web', user);
  const at = (name: string) => join(directory.path, name);
  const port = await freePort();
  await writeFile(at('fpm.conf'), fpmConfiguration(at));
  await writeFile(
    at('prepend.php'),
    "<?php header('X-Root: '.dirname($_SERVER['SCRIPT_FILENAME']));",
  );
  await writeFile(at('nginx.conf'), nginxConfiguration(at, inside?.seen ?? root, port));
  const daemons = [
    startDaemon(fpmCommand(at), { user, inside: inside?.pid, log: at('out.log') }),
    startDaemon(['nginx', '-c', at('nginx.conf'), '-e', 'stderr'], {
      user,
      inside: inside?.pid,
      log: at('out.log'),
    }),
    startQueueWorker({ root, user, inside, log: at('out.log') }),
  ];
  const url = `http://127.0.0.1:${port}`;
  await until(`an answer from ${url}`, () =>
    fetch(url).then(
      () => existsSync(at('fpm.pid')) && existsSync(at('fpm.sock')),
      () => false,
    ),
  );
  return {
    url,
    reload: `kill -USR2 $(cat ${at('fpm.pid')})`,
    logs: async () =>
      (await Promise.all(['out.log', 'fpm.log'].map((name) => readFile(at(name), 'utf8')))).join(
        '',
      ),
    async stop() {
      await Promise.all(daemons.map((daemon) => daemon.stop()));
      await directory.remove();
    },
  };
}

type At = (name: string) => string;

function fpmPath(): string | undefined {
  const folder = '/usr/sbin';
  const name = readdirSync(folder).find((each) => each.startsWith('php-fpm'));
  return name && join(folder, name);
}

function fpmCommand(at: At): readonly string[] {
  return [
    fpmPath() ?? 'php-fpm',
    '--nodaemonize',
    '--fpm-config',
    at('fpm.conf'),
    '-d',
    'opcache.enable=1',
  ];
}

// auto_prepend_file: every answer says from which release's directory it came, an error page too.
// process_control_timeout: without it a reload cuts running requests off (its default is 0).
function fpmConfiguration(at: At): string {
  return `
[global]
pid = ${at('fpm.pid')}
error_log = ${at('fpm.log')}
process_control_timeout = 10s
[site]
listen = ${at('fpm.sock')}
pm = static
pm.max_children = 3
catch_workers_output = yes
php_admin_value[auto_prepend_file] = ${at('prepend.php')}
`;
}

// $realpath_root: php-fpm gets the release's own path, so that opcache cannot mix releases. All fastcgi_params of a request
// see the same; "set" would look twice, and answer 500 when the pointer moves in between ("no buffer space in script
// copy"). Last verified 2026-11-21, nginx 1.22.
function nginxConfiguration(at: At, root: string, port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
worker_processes 1;
pid ${at('nginx.pid')};
error_log stderr;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((kind) => `${kind}_temp_path ${at(kind)};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    root ${root}/current/public;
    location / { try_files $uri /index.php?$query_string; }
    location = /index.php {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name;
      fastcgi_param DOCUMENT_ROOT $realpath_root;
      fastcgi_pass unix:${at('fpm.sock')};
    }
  }
}
`;
}
