import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asUser, startDaemon } from './daemon.ts';
import { ownedDirectory } from './owned-directory.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** A database with an account of its own. */
export interface Database {
  readonly socket: string;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

/** A MariaDB server that only this machine's processes reach, by its socket. */
export interface Mariadb {
  readonly socket: string;
  create(name: string): Promise<Database>;
  /** Runs statements as root and gives what they print, tab-separated. */
  sql(statements: string): Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startMariadb(
  options: { readonly user?: string | undefined } = {},
): Promise<Mariadb> {
  const { user } = options;
  const directory = await ownedDirectory('mariadb', user);
  const socket = join(directory.path, 'sock');
  const store = [
    '--no-defaults',
    `--datadir=${join(directory.path, 'data')}`,
    '--innodb-log-file-size=8M',
  ];
  const [install = '', ...words] = asUser(user, [
    'mariadb-install-db',
    ...store,
    '--skip-test-db',
    '--auth-root-authentication-method=normal',
  ]);
  await run(install, words, { cwd: '/' });
  const daemon = startDaemon(
    [
      'mariadbd',
      ...store,
      `--socket=${socket}`,
      '--skip-networking',
      '--innodb-buffer-pool-size=32M',
    ],
    { user, log: join(directory.path, 'log') },
  );
  const sql = async (statements: string): Promise<string> => {
    const client = ['--no-defaults', `--socket=${socket}`, '--user=root', '--batch', '--execute'];
    return (await run('mariadb', [...client, statements])).stdout;
  };
  await until('the database', () =>
    sql('SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  return {
    socket,
    sql,
    async create(name) {
      const password = randomBytes(12).toString('hex');
      await sql(
        `CREATE DATABASE ${name}; CREATE USER ${name}@localhost IDENTIFIED BY '${password}'; GRANT ALL ON ${name}.* TO ${name}@localhost`,
      );
      return { socket, database: name, username: name, password };
    },
    async stop() {
      await daemon.stop();
      await directory.remove();
    },
  };
}
