import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildLaravel } from '../support/build-laravel.ts';
import { buildImage, runPipe } from '../support/container.ts';
import { ownedDirectory } from '../support/owned-directory.ts';
import { limits, podman, podmanMissing, podmanText } from '../support/podman.ts';

describe.skipIf(podmanMissing())('the image', () => {
  let image: string;

  beforeAll(async () => {
    image = await buildImage();
  });

  test('shows its commands', async () => {
    const { exit, stdout } = await inImage([], '--help');
    expect(exit).toBe(0);
    expect(stdout).toContain('activate');
  });

  // Three times, on 2026-11-21. Seconds would say more of the machine, and of what else it does.
  test('takes little more of a processor to start than Node.js itself does', async () => {
    const own = await processorTime('node /opt/cutover/dist/pipe/main.js --help');
    expect(own / (await processorTime('node --eval 0'))).toBeLessThan(6);
  });

  test('holds what runs, and nothing to build it with', async () => {
    const names = '-name "*.ts" -o -name "*.map" -o -name typescript -o -name vitest -o -name npm';
    const script = `find /opt /usr/local ${names}; cd /opt/cutover && ls`;
    const { stdout } = await inImage(['--entrypoint', 'sh'], '-c', script);
    expect(stdout.trim().split('\n')).toEqual([
      ...['CHANGELOG.md', 'LICENSE', 'README.md'],
      ...['compiled', 'dist', 'package.json', 'pipe.yml'],
    ]);
  });

  test('compiles nothing that its build has compiled', async () => {
    const count = 'find /opt/cutover/compiled -type f | wc -l';
    const run = '/usr/local/bin/node /opt/cutover/dist/pipe/main.js --help';
    const script = `${count}; ${run} >/dev/null; ${count}`;
    const { stdout } = await inImage(['--entrypoint', 'sh'], '-c', script);
    const [before, after] = stdout.trim().split('\n').map(Number);
    expect(before).toBeGreaterThan(50);
    expect(after).toBe(before);
  });

  test('has the licence of everything that is bundled', async () => {
    const words = ['/opt/cutover/dist/licences.txt'];
    const { stdout } = await inImage(['--entrypoint', 'cat'], ...words);
    for (const name of ['ssh2', 'zod', 'yaml', 'axios']) expect(stdout).toMatch(`── ${name} `);
    expect(stdout).toContain('Copyright Brian White');
  });

  test('reads a clone that belongs to another user', async () => {
    await using(async (clone) => {
      await buildLaravel(clone, { vendor: 'thin' });
      execFileSync('chown', ['-R', 'nobody:', clone]);
      const mount = ['--volume', `${clone}:/clone`, '--workdir', '/clone', '--entrypoint', 'git'];
      expect(await inImage(mount, 'status', '--porcelain')).toMatchObject({ exit: 0, stdout: '' });
    });
  });

  test('ends with 64 when the step names an action that is not there', async () => {
    await using(async (clone) => {
      await buildLaravel(clone, { vendor: 'thin' });
      const variables = { ACTION: 'relese' };
      const { exit, stderr } = await runPipe({ image, cloneDirectory: clone, variables });
      expect(exit).toBe(64);
      expect(stderr).toContain('Cannot find the command "relese"');
    });
  });

  test('says in its labels where it comes from', async () => {
    const labels = await podmanText('inspect', '--format', '{{json .Config.Labels}}', image);
    expect(JSON.parse(labels)).toMatchObject({
      'org.opencontainers.image.source': 'https://bitbucket.org/zentra/cutover',
      'org.opencontainers.image.licenses': 'MIT',
    });
  });

  function inImage(options: readonly string[], ...words: readonly string[]) {
    return podman('run', '--rm', '--network=none', ...limits, ...options, image, ...words);
  }

  /** Seconds of a processor that a command takes, ten times. */
  async function processorTime(command: string): Promise<number> {
    const script = `for each in 1 2 3 4 5 6 7 8 9 10; do ${command} >/dev/null; done; times`;
    const { stdout } = await inImage(['--entrypoint', 'sh'], '-c', script);
    const [, ofCommands = ''] = stdout.trim().split('\n');
    const parts = [...ofCommands.matchAll(/(\d+)m([\d.]+)s/g)];
    return parts.reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
      0,
    );
  }

  async function using(act: (directory: string) => Promise<void>): Promise<void> {
    const { path, remove } = await ownedDirectory('clone', undefined);
    await act(join(path)).finally(remove);
  }
});
