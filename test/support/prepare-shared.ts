import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './mariadb.ts';

export interface SharedOptions {
  /** A target's directory; made if it is not there. */
  readonly root: string;
  readonly user?: string | undefined;
  readonly database: Database;
}

/** Sets a target's `shared/` up as an operator does before the first release: Laravel's storage and the secrets in `.env`. */
export async function prepareShared({ root, user, database }: SharedOptions): Promise<void> {
  const shared = join(root, 'shared');
  for (const folder of [
    'app',
    'logs',
    'framework/cache/data',
    'framework/sessions',
    'framework/views',
  ]) {
    await mkdir(join(shared, 'storage', folder), { recursive: true });
  }
  await writeFile(join(shared, '.env'), environment(database));
  await chmod(join(shared, '.env'), 0o600);
  if (user !== undefined) execFileSync('chown', ['-R', `${user}:`, root]);
}

function environment({ socket, database, username, password }: Database): string {
  const lines = {
    APP_ENV: 'production',
    APP_KEY: `base64:${randomBytes(32).toString('base64')}`,
    DB_SOCKET: socket,
    DB_DATABASE: database,
    DB_USERNAME: username,
    DB_PASSWORD: password,
  };
  return Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
