import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh } from '../../support/openssh.ts';
import { shells } from '../../support/shells.ts';

const many = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [
    `vendor/${index % 20}/${index}.php`,
    `<?php // ${index}`,
  ]),
);
const awkward = { 'public/with space': 'a', 'public/new\nline': 'b', 'public/ünï-🚀': 'c' };

describe.skipIf(!(hasOpenssh() && canMount())).each(shells().filter(({ name }) => name !== 'bash'))(
  'a second release, on hosts with $name,',
  ({ environment }) => {
    let stand: Stand;
    let config = '';
    beforeAll(async () => {
      stand = await aStand({
        hosts: 2,
        config: 'keep: 50\n',
        files: many,
        openssh: { path: environment.PATH ?? '' },
      });
      config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
      expect(await stand.run('release')).toMatchObject({ exit: 0 });
    });
    afterAll(() => stand?.stop());

    const record = (host: number) =>
      JSON.parse(
        (stand.read(host, '.cutover/records.jsonl') ?? '').trim().split('\n').at(-1) ?? '',
      );
    const inode = (host: number, path: string) => lstatSync(stand.path(host, path)).ino;
    const placed = (host: number) =>
      record(host).timings.find(({ phase }: { phase: string }) => phase === 'upload');

    test('sends what changed, says so, and leaves the first alone', async () => {
      const [first] = stand.live();
      stand.project.commit({ 'vendor/0/0.php': 'changed', new: 'new' });
      const ended = await stand.run('release', '--timings');
      expect(ended).toMatchObject({ exit: 0, stderr: '' });
      const [live] = stand.live();
      expect(ended.stdout).toMatch(/sends 2 of \d+ entries; the host has the others/);
      expect(ended.stdout).toMatch(/│ upload +│ +\d+\.\d\d +│ +\d+ +│/);
      for (const host of [0, 1]) {
        expect(inode(host, `${live}/vendor/1/1.php`)).toBe(inode(host, `${first}/vendor/1/1.php`));
        expect(stand.read(host, `${first}/vendor/0/0.php`)).toBe(many['vendor/0/0.php']);
        expect(stand.read(host, `${live}/vendor/0/0.php`)).toBe('changed');
        expect(placed(host)).toMatchObject({ entries: 2, linked: expect.any(Number) });
      }
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    });

    test('with names that no line can hold is sent whole, and so is the one after it', async () => {
      stand.project.commit(awkward);
      const ended = await stand.run('release');
      expect(ended).toMatchObject({ exit: 0, stderr: '' });
      expect(ended.stdout).toMatch(/sends all \d+ entries/);
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
      stand.project.git('rm', '--quiet', 'public/new\nline');
      stand.project.commit({});
      expect((await stand.run('release')).stdout).toMatch(/sends all \d+ entries/);
    });

    test('is whole although the first was damaged, on the host where it was', async () => {
      const [before] = stand.live();
      const file = stand.path(1, `${before}/vendor/2/2.php`);
      chmodSync(file, 0o644);
      appendFileSync(file, 'damage');
      stand.project.commit({ new: 'newer' });
      const ended = await stand.run('release');
      expect(ended.exit).toBe(0);
      expect(ended.stdout).toContain('1 paths are sent again: changed "vendor/2/2.php"');
      const [, live] = stand.live();
      expect(stand.read(1, `${live}/vendor/2/2.php`)).toBe(many['vendor/2/2.php']);
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    });

    test('whose content rotted unseen is found by --verify full', async () => {
      const [before] = stand.live();
      const file = stand.path(0, `${before}/vendor/3/3.php`);
      const { atime, mtime } = lstatSync(file);
      chmodSync(file, 0o644);
      writeFileSync(file, (many['vendor/3/3.php'] ?? '').replace('php', 'PHP'));
      chmodSync(file, 0o444);
      utimesSync(file, atime, mtime);
      stand.project.commit({ new: 'newest' });
      expect(await stand.run('release', '--verify', 'full')).toMatchObject({ exit: 0 });
      const [live] = stand.live();
      expect(stand.read(0, `${live}/vendor/3/3.php`)).toBe(many['vendor/3/3.php']);
    });

    test('cannot be written into by a hook that did not say so', async () => {
      const [before] = stand.live();
      const hook = 'echo more >> vendor/4/4.php';
      stand.project.commit({ 'cutover.yml': `${config}hooks:\n  prepare: '${hook}'\n` });
      const ended = await stand.run('release');
      expect(ended.exit).toBe(1);
      expect(ended.stdout).toMatch(/vendor\/4\/4.php: Permission denied/i);
      expect(stand.live()).toEqual([before, before]);
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });

      const said = `{ run: '${hook}', writes: [vendor/4/4.php] }`;
      stand.project.commit({ 'cutover.yml': `${config}hooks:\n  prepare: ${said}\n` });
      expect(await stand.run('release')).toMatchObject({ exit: 0, stderr: '' });
      const [live] = stand.live();
      expect(stand.read(0, `${live}/vendor/4/4.php`)).toBe(`${many['vendor/4/4.php']}more\n`);
      expect(stand.read(0, `${before}/vendor/4/4.php`)).toBe(many['vendor/4/4.php']);
    });

    test('does not change the first by a hook that makes everything writable', async () => {
      const [before] = stand.live();
      const mode = () => lstatSync(stand.path(0, `${before}/vendor/5/5.php`)).mode & 0o777;
      expect(mode()).toBe(0o444);
      stand.project.commit({
        'cutover.yml': `${config}hooks:\n  prepare: chmod -R 775 vendor\n`,
      });
      const ended = await stand.run('release');
      expect(ended.exit).toBe(1);
      expect(ended.stdout).toContain('name them in its "writes"');
      expect(stand.live()).toEqual([before, before]);
      expect(mode()).toBe(0o444);
      expect(await stand.run('drift')).toMatchObject({ exit: 0 });
    });

    test('is sent whole where the config wants that', async () => {
      stand.project.commit({ 'cutover.yml': `${config}upload: full\n` });
      const ended = await stand.run('release');
      expect(ended.exit).toBe(0);
      expect(ended.stdout).toMatch(/sends all \d+ entries/);
    });
  },
);
