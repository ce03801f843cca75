import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { baseImages } from './base-images.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { type Finished, limits, podman, podmanText, store } from './podman.ts';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Where Bitbucket Pipelines puts a build's clone and keys. Last verified 2026-11-20. */
const agent = '/opt/atlassian/pipelines/agent';

/**
 * Builds the image from the Dockerfile as it is, on stand-ins for its base images; gives the image's name. Several test
 * files want it: the first builds it, the others find its layers.
 */
export async function buildImage(context: string = repository): Promise<string> {
  await mkdir(store, { recursive: true });
  return oneAtATime(join(store, 'building'), () => build(context));
}

async function build(context: string): Promise<string> {
  const { node, debian } = await baseImages();
  const name = 'localhost/cutover-tests/cutover';
  await podmanText(
    ...['build', '--layers', '--pull=never', '--network=host', ...limits],
    ...['--build-arg', `NODE_IMAGE=${node}`, '--build-arg', `DEBIAN_IMAGE=${debian}`],
    ...(await downloads()),
    ...['--tag', name, context],
  );
  await podmanText('image', 'prune', '--force', '--filter', 'until=24h');
  return name;
}

/** Lets a build download as this machine does: its certificates, its npm registry. Nothing of it gets into the image. */
async function downloads(): Promise<readonly string[]> {
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: '/' });
  const npmrc = join(store, 'npmrc');
  await writeFile(npmrc, `registry=${stdout.trim()}\ncafile=/etc/ssl/certs/ca-certificates.crt\n`);
  const mounts = ['/etc/ssl/certs:/etc/ssl/certs:ro', `${npmrc}:/usr/local/etc/npmrc:ro`];
  return mounts.flatMap((mount) => ['--volume', mount]);
}

export interface PipeRun {
  readonly image: string;
  /** A directory of this machine that the pipe sees as its clone directory. */
  readonly cloneDirectory: string;
  /** The variables the step gives the pipe. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What Bitbucket sets, where the default does not do: `BITBUCKET_BRANCH`, `BITBUCKET_COMMIT`, … */
  readonly build?: Readonly<Record<string, string>>;
  /** A directory with `id_rsa_tmp` and `known_hosts`. */
  readonly sshDirectory?: string;
  readonly network?: 'host' | 'none';
}

/** Runs the image the way Bitbucket Pipelines runs a pipe: its mounts, its directory, its variables, no terminal, no arguments. */
export function runPipe(pipe: PipeRun): Promise<Finished> {
  const { image, cloneDirectory, sshDirectory, network = 'none' } = pipe;
  const clone = `${agent}/build`;
  const environment = { ...buildVariables(clone), ...pipe.build, ...pipe.variables };
  return podman(
    ...['run', '--rm', '--pull=never', `--network=${network}`, ...limits],
    ...['--volume', `${cloneDirectory}:${clone}`, '--workdir', clone],
    ...(sshDirectory === undefined ? [] : ['--volume', `${sshDirectory}:${agent}/ssh:ro`]),
    ...['--label', 'org.bitbucket.pipelines.system=true'],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    image,
  );
}

/** The variables of a build on a branch that every pipe gets. */
function buildVariables(clone: string): Readonly<Record<string, string>> {
  return {
    CI: 'true',
    BITBUCKET_BUILD_NUMBER: '1',
    BITBUCKET_STEP_RUN_NUMBER: '1',
    BITBUCKET_CLONE_DIR: clone,
    BITBUCKET_WORKSPACE: 'zentra',
    BITBUCKET_REPO_SLUG: 'shop',
    BITBUCKET_REPO_FULL_NAME: 'zentra/shop',
    BITBUCKET_GIT_HTTP_ORIGIN: 'https://bitbucket.org/zentra/shop',
    BITBUCKET_PIPELINE_UUID: '{6f7b2c1e-0d4b-4a55-8f1f-6f2a9a3c1b10}',
    BITBUCKET_STEP_UUID: '{0c5c4a43-7a0e-4d6e-9d53-3c2f7c3f8a51}',
    BITBUCKET_STEP_TRIGGERER_UUID: '{2b9a3f58-11c4-4f0e-8a63-94a5d2f0c7e2}',
    DOCKER_HOST: 'tcp://host.docker.internal:2375',
  };
}
