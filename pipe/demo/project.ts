import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { policy } from './govern-scenes.ts';
import type { SshHost } from './ssh-host.ts';

const run = promisify(execFile);

/** Writes the demo’s project: a git repository with a page, a health check and a `cutover.yml`. */
export async function writeProject(directory: string, { root, host, url }: Stand): Promise<void> {
  await mkdir(join(directory, 'public'), { recursive: true });
  await writeFile(join(directory, 'cutover.yml'), configOf(root, host, url));
  await mkdir(join(directory, 'governance'));
  await writeFile(join(directory, 'governance', 'policy.yml'), policy);
  await writeFile(join(directory, '.gitignore'), '.cutover/\nvendor/\n');
  await mkdir(join(directory, 'vendor'), { recursive: true });
  await writeFile(join(directory, 'vendor', 'autoload.txt'), 'installed, not committed\n');
  await git(directory, 'init', '--quiet', '--initial-branch=main');
}

/** Where the demo’s app lives. */
export interface Stand {
  readonly root: string;
  readonly host: SshHost;
  readonly url: string;
}

/** Commits the next version of the page. */
export async function commitPage(
  directory: string,
  text: string,
  health: 'fine' | 'broken',
): Promise<void> {
  const files = { 'head.txt': `${text}\n`, 'foot.txt': `${text}\n`, 'health.txt': `${health}\n` };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, 'public', name), content);
  }
  await git(directory, 'add', '--all');
  await git(
    directory,
    '-c',
    'user.name=Ana',
    '-c',
    'user.email=ana@example.com',
    'commit',
    '--quiet',
    '-m',
    text,
  );
}

async function git(directory: string, ...words: readonly string[]) {
  await run('git', ['-C', directory, ...words]);
}

function configOf(root: string, { port, hostKey }: SshHost, url: string): string {
  return `app: shop
package:
  require: [vendor/autoload.txt, public/head.txt]
shared:
  directories: [storage]
hooks:
  prepare:
    - echo "warming the cache of $CUTOVER_BUILD"; date > cache.txt
  reload: echo "workers restarted"
verify:
  probes:
    - { url: '${url}/health', expect: 200, release: { header: X-Release }, within: 2s }
keep: 3
targets:
  production:
    strategy: { type: symlink, root: ${root} }
    hosts:
      - { address: '127.0.0.1:${port}', hostKey: '${hostKey}' }
`;
}
