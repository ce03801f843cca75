import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const app = fileURLToPath(new URL('../real/laravel/', import.meta.url));

export interface Build {
  /** Said at the top and at the bottom of the page. */
  readonly text?: string;
  /** Leaves a file out: the page answers 500 and the health check 503. */
  readonly broken?: boolean;
  /** `whole` ships the framework, 4,200 files and 27 MB; `thin` uses the machine's copy. */
  readonly vendor?: 'whole' | 'thin';
  readonly branch?: string;
  /** More tracked files by path, such as `cutover.yml`. */
  readonly files?: Readonly<Record<string, string>>;
}

/**
 * Makes `directory` the checkout of a built Laravel application: everything is committed but `vendor/`, which git ignores.
 * Called again, it commits the next version. Gives the commit.
 */
export async function buildLaravel(directory: string, build: Build = {}): Promise<string> {
  const { text = 'the shop', broken = false, vendor = 'whole', branch = 'main' } = build;
  await cp(join(app, 'tree'), directory, { recursive: true });
  await addVendor(directory, vendor);
  const files = {
    'resources/head.txt': `${text}\n`,
    'resources/foot.txt': `${text}\n`,
    ...build.files,
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  if (broken) await rm(join(directory, 'resources/foot.txt'));
  return commit(directory, branch, text);
}

async function addVendor(directory: string, vendor: 'whole' | 'thin'): Promise<void> {
  await cp(join(app, 'vendor'), join(directory, 'vendor'), { recursive: true });
  if (vendor === 'thin') return;
  await run('cp', ['-a', '/usr/share/php/.', join(directory, 'vendor/php')]);
}

async function commit(directory: string, branch: string, title: string): Promise<string> {
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', directory, ...words])).stdout.trim();
  await git('init', '--quiet', `--initial-branch=${branch}`);
  await git('add', '--all');
  const author = ['-c', 'user.name=Ana', '-c', 'user.email=ana@example.com'];
  await git(...author, 'commit', '--quiet', '--allow-empty', `--message=${title}`);
  return git('rev-parse', 'HEAD');
}
