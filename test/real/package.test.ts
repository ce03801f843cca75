import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { aProject } from '../support/a-project.ts';
import { cutover, start } from '../support/cutover.ts';
import { until } from '../support/until.ts';

const config = `
app: shop
targets:
  staging: { strategy: { type: symlink, root: /srv/shop }, hosts: [local] }
`;

function aClone(megabytes: number) {
  const project = aProject(config, { '.gitignore': '/big\n.cutover/\n' });
  onTestFinished(project.remove);
  const big = join(project.directory, 'big');
  for (let written = 0; written < megabytes; written += 1)
    writeFileSync(big, randomBytes(2 ** 20), { flag: 'a' });
  return { ...project, store: join(project.directory, '.cutover/store') };
}

function listed(directory: string): string[] {
  return readdirSync(directory, { recursive: true }).map(String).toSorted();
}

test('a run killed while it packs leaves no package, and the next one clears what it left', async () => {
  const { directory, store } = aClone(150);
  const killed = start(['package'], { cwd: directory });
  await until('the archive', () => {
    if (!existsSync(store)) return false;
    const archive = listed(store).find((path) => path.includes('archive.tar'));
    return archive !== undefined && statSync(join(store, archive)).size > 2 ** 20;
  });
  killed.process.kill('SIGKILL');
  expect((await killed.ended).exit).toBeNull();
  expect(listed(store)).toHaveLength(3);
  expect(readdirSync(store)).toEqual(['.drafts']);

  const { exit, stderr } = await cutover(['package'], { cwd: directory });
  expect(stderr).toBe('');
  expect(exit).toBe(0);
  expect(readdirSync(join(store, '.drafts'))).toEqual([]);
  expect(readdirSync(join(store, 'shop'))).toHaveLength(1);
});

const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;

test.skipIf(!canMount)('a store on a full disk is one clear error, and stays empty', () => {
  const { directory, store } = aClone(8);
  const main = fileURLToPath(new URL('../../dist/pipe/main.js', import.meta.url));
  const inSmallStore = `
    mkdir -p "$1" && mount -t tmpfs -o size=4m tmpfs "$1" || exit 99
    "$2" "$3" package; echo "exit $?"; find "$1" -type f`;
  const words = ['--mount', 'sh', '-c', inSmallStore, 'sh', store, process.execPath, main];
  const { stdout, stderr } = spawnSync('unshare', words, { cwd: directory, encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toContain('Cannot write the archive');
  expect(`${stdout}${stderr}`).toContain('no space left on device');
  expect(stdout.trim().split('\n').at(-1)).toBe('exit 1');
});
