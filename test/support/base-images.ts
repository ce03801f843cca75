import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { limits, podman, podmanText } from './podman.ts';

const run = promisify(execFile);

export interface BaseImages {
  readonly node: string;
  readonly debian: string;
}

/**
 * Stand-ins for the Dockerfile's base images, made without a registry of images: Debian by mmdebstrap from wherever this machine's
 * apt gets its packages, Node 24 and npm from wherever its npm does. Made once, then kept.
 */
export async function baseImages(): Promise<BaseImages> {
  const debian = 'localhost/cutover-tests/debian';
  const images = { debian, node: 'localhost/cutover-tests/node:24' };
  if ((await podman('image', 'exists', images.node)).exit === 0) return images;
  const work = await mkdtemp(join(tmpdir(), 'cutover-base-'));
  try {
    await makeDebian(work, images.debian);
    await makeNode(work, images);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return images;
}

async function makeDebian(work: string, name: string): Promise<void> {
  const tar = join(work, 'debian.tar');
  const unread = ['man', 'doc', 'locale'].map(
    (each) => `--dpkgopt=path-exclude=/usr/share/${each}/*`,
  );
  const how = ['--quiet', '--variant=minbase', '--mode=root', '--format=tar', ...unread];
  await run('mmdebstrap', [...how, await suite(), tar, aptSources()]);
  await podmanText('import', '--quiet', '--change', 'CMD ["bash"]', tar, name);
}

async function suite(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  return /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? 'stable';
}

function aptSources(): string {
  const files = ['sources.list.d/debian.sources', 'sources.list.d/ubuntu.sources', 'sources.list'];
  const found = files.map((file) => join('/etc/apt', file)).find((file) => existsSync(file));
  if (found === undefined) throw new Error('Cannot make a base image: apt has no list of sources');
  return found;
}

async function makeNode(work: string, { node, debian }: BaseImages): Promise<void> {
  const layer = join(work, 'layer/usr/local');
  await unpack(work, `node-linux-${process.arch}@24`, join(work, 'node'));
  await unpack(work, 'npm@11', join(layer, 'lib/node_modules/npm'));
  await mkdir(join(layer, 'bin'));
  await rename(join(work, 'node/bin/node'), join(layer, 'bin/node'));
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(layer, 'bin/npm'));
  await chmod(join(layer, 'lib/node_modules/npm/bin/npm-cli.js'), 0o755);
  await writeFile(join(work, 'Containerfile'), `FROM ${debian}\nCOPY layer/ /\nCMD ["node"]\n`);
  await podmanText('build', '--quiet', '--pull=never', ...limits, '--tag', node, work);
}

async function unpack(work: string, name: string, to: string): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', name], { cwd: work });
  await mkdir(to, { recursive: true });
  const archive = join(work, stdout.trim());
  await run('tar', ['-xzf', archive, '-C', to, '--strip-components=1']);
}
