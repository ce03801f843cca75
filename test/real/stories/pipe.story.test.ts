import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aProject, type Project } from '../../support/a-project.ts';
import { buildImage, runPipe } from '../../support/container.ts';
import { canMount, startHosts, type TestHost } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { type Finished, podmanMissing } from '../../support/podman.ts';

const able = hasOpenssh() && canMount() && podmanMissing() === undefined;

/** One run of the pipe in a clone of its own, and what it left there. */
interface Run extends Finished {
  /** A result file; undefined where there is none. */
  left(name: string): string | undefined;
}

describe.skipIf(!able)('the pipe in Bitbucket Pipelines', { shuffle: false }, () => {
  const directories: string[] = [];
  const said: string[] = [];
  let image: string;
  let host: TestHost;
  let project: Project;
  let keys: string;
  let first = '';
  let second = '';

  beforeAll(async () => {
    image = await buildImage();
    [host] = (await startHosts(1)) as [TestHost];
    const { user, address, port, root } = host;
    project = aProject(
      `app: shop\ntargets:\n  production:\n    strategy: { type: symlink, root: ${root} }\n    hosts: ['${user}@${address}:${port}']\n`,
    );
    keys = sshDirectory({ knownHosts: true });
  });
  afterAll(async () => {
    await host?.stop();
    project?.remove();
    for (const directory of directories) rmSync(directory, { recursive: true });
  });

  test('releases the commit of the build with the key pair and known hosts of the repository', async () => {
    const { exit, stdout, left } = await step('1', { ACTION: 'release', TARGET: 'production' });
    first = liveBuild();
    expect(exit).toBe(0);
    expect(stdout).toContain(`${first} is live on production (1 host)`);
    expect(page()).toBe('one\n');
    expect(left('result.env')).toContain('CUTOVER_OUTCOME=activated\n');
    expect(left('result.env')).toContain(`CUTOVER_BUILD=${first}\n`);
    expect(JSON.parse(left('result.json') ?? '')).toMatchObject({
      outcome: 'activated',
      build: first,
    });
    expect(left('test-results/cutover.xml')).toContain('<testsuites');
    expect(JSON.parse(left('records.jsonl') ?? '')).toMatchObject({
      by: '{2b9a3f58-11c4-4f0e-8a63-94a5d2f0c7e2}',
      pipeline: 'https://bitbucket.org/zentra/shop/pipelines/results/1',
    });
  });

  test('finds nothing to do when the step is run again', async () => {
    const { exit, stdout } = await step('1', { ACTION: 'release' });
    expect(stdout).toContain(`${first} is already live on production`);
    expect(exit).toBe(0);
  });

  test('goes on to the next commit, with a key from a secured variable that nobody gets to see', async () => {
    project.commit({ 'index.html': 'two\n' });
    const key = Buffer.from(host.privateKey).toString('base64');
    const onlyHosts = sshDirectory({ knownHosts: true, key: false });
    const { exit } = await step('2', { ACTION: 'release', SSH_KEY: key, DEBUG: 'true' }, onlyHosts);
    second = liveBuild();
    expect(exit).toBe(0);
    expect(second).not.toBe(first);
    expect(page()).toBe('two\n');
    const [, line = ''] = host.privateKey.split('\n');
    for (const text of [...said, ...leftOvers()]) {
      expect(text).not.toContain(key.slice(0, 40));
      expect(text).not.toContain(line);
    }
  });

  test('goes back to what was live before, without a build', async () => {
    const { exit, stdout } = await step('3', { ACTION: 'rollback', REASON: 'the page is wrong' });
    expect(stdout).toContain(`${first} is live on production (1 host)`);
    expect(exit).toBe(0);
    expect(page()).toBe('one\n');
  });

  test('tells later steps what is live, as JSON and nothing else', async () => {
    const { exit, stdout, left } = await step('4', { ACTION: 'status', FORMAT: 'json' });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ agree: true, hosts: [{ live: first }] });
    expect(left('result.env')).toContain(`CUTOVER_BUILD=${first}\n`);
  });

  test('ends with 64 and tells everything that is wrong with the variables', async () => {
    const { exit, stderr } = await step('5', {
      ACTION: 'release',
      DRY_RUN: 'maybe',
      FORMAT: 'pdf',
    });
    expect(stderr).toContain('DRY_RUN: is "true" or "false"');
    expect(stderr).toContain('FORMAT: is one of text, json, markdown, junit, sarif, html');
    expect(exit).toBe(64);
  });

  test('refuses a host that nobody has vouched for, and shows its fingerprint', async () => {
    const onlyKey = sshDirectory({ knownHosts: false });
    const { exit, stderr } = await step('6', { ACTION: 'release' }, onlyKey);
    expect(stderr).toContain(`its key ssh-ed25519 ${fingerprint()} is in no known_hosts file`);
    expect(exit).toBe(1);
    expect(liveBuild()).toBe(first);
  });

  /** A step of a build: a fresh clone, the pipe in its container, and what it says. */
  async function step(
    build: string,
    variables: Readonly<Record<string, string>>,
    ssh = keys,
  ): Promise<Run> {
    const clone = directory('clone');
    execFileSync('git', ['clone', '--quiet', `file://${project.directory}`, clone]);
    const finished = await runPipe({
      image,
      cloneDirectory: clone,
      variables,
      build: {
        BITBUCKET_BUILD_NUMBER: build,
        BITBUCKET_BRANCH: 'main',
        BITBUCKET_COMMIT: project.git('rev-parse', 'HEAD'),
      },
      sshDirectory: ssh,
      network: 'host',
    });
    said.push(finished.stdout, finished.stderr);
    return {
      ...finished,
      left(name) {
        const file = join(clone, '.cutover/results', name);
        return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      },
    };
  }

  /** What Bitbucket mounts: a key that everybody may read, and the hosts somebody has entered. */
  function sshDirectory({ knownHosts = false, key = true }): string {
    const at = directory('ssh');
    chmodSync(at, 0o755);
    if (key) writeFileSync(join(at, 'id_rsa_tmp'), host.privateKey, { mode: 0o644 });
    if (knownHosts) writeFileSync(join(at, 'known_hosts'), host.knownHosts);
    return at;
  }

  function directory(name: string): string {
    const made = mkdtempSync(`/tmp/cutover-${name}-`);
    directories.push(made);
    return made;
  }

  /** Every file the runs have left in their clones. */
  function leftOvers(): string[] {
    return directories.flatMap((clone) =>
      ['result.env', 'result.json', 'records.jsonl', 'test-results/cutover.xml']
        .map((name) => join(clone, '.cutover/results', name))
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, 'utf8')),
    );
  }

  function liveBuild(): string {
    return readlinkSync(join(host.outside, 'current'));
  }

  function page(): string {
    return readFileSync(join(host.outside, 'current/index.html'), 'utf8');
  }

  function fingerprint(): string {
    const input = `${host.hostKeys.ed25519}\n`;
    return execFileSync('ssh-keygen', ['-lf', '-'], { input }).toString().split(' ')[1] ?? 'none';
  }
});
