import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path/posix';
import { afterAll, describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { linesOfStale, processScript, readProcesses } from '../../src/release/processes.ts';
import { script, toShell } from '../../src/shell.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** A process that does nothing, in a directory. */
function aProcess(cwd: string, [program = 'sleep', ...words]: readonly string[] = []): number {
  const child = spawn(program, words.length === 0 ? ['300'] : words, { cwd, stdio: 'ignore' });
  started.push(child);
  return child.pid ?? 0;
}

/** Where releases lie; B is live. */
function aPlace(): { readonly root: string; readonly current: string } {
  const root = join(scratch('processes'), `it's a "root" $HOME`);
  for (const build of ['A', 'A.1', 'B', 'C'])
    mkdirSync(join(root, build, 'public'), { recursive: true });
  symlinkSync('B', join(root, 'current'));
  return { root, current: join(root, 'current') };
}

describe.each(shells())('the processes of a host, through $name', ({ environment }) => {
  const ask = async ({ root, current }: ReturnType<typeof aPlace>) => {
    const line = toShell(script(processScript, root, current));
    const { stdout } = await connectLocal(environment).run(line);
    return readProcesses(stdout).stale.toSorted((a, b) => a.pid - b.pid);
  };

  test('are told where they work in a release that is not live', async () => {
    const place = aPlace();
    const old = aProcess(join(place.root, 'A/public'));
    aProcess(join(place.root, 'B/public'));
    aProcess(place.root);
    const other = aProcess(join(place.root, 'A.1'));
    expect(await ask(place)).toEqual([
      { pid: old, build: 'A', command: 'sleep 300' },
      { pid: other, build: 'A.1', command: 'sleep 300' },
    ]);
  });

  test('are told where their program lies in one, wherever they work', async () => {
    const place = aPlace();
    copyFileSync('/bin/sleep', join(place.root, 'A/server'));
    const pid = aProcess('/', [join(place.root, 'A/server'), '300']);
    expect(await ask(place)).toEqual([{ pid, build: 'A', command: 'server 300' }]);
  });

  test('are told where the release is gone already', async () => {
    const place = aPlace();
    const pid = aProcess(join(place.root, 'C/public'));
    rmdirSync(join(place.root, 'C/public'));
    rmdirSync(join(place.root, 'C'));
    expect(await ask(place)).toEqual([{ pid, build: 'C', command: 'sleep 300' }]);
  });

  test('keep what they were told to themselves, but for a first word', async () => {
    const place = aPlace();
    const words = ['/bin/sh', '-c', 'sleep 300; : "$1"', '--password=secret'];
    const pid = aProcess(join(place.root, 'A'), words);
    const found = await ask(place);
    expect(found).toContainEqual({ pid, build: 'A', command: 'sh' });
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('are told where nothing is live at all', async () => {
    const { root } = aPlace();
    const pid = aProcess(join(root, 'B'));
    const stale = [{ pid, build: 'B', command: 'sleep 300' }];
    expect(await ask({ root, current: join(root, 'none') })).toEqual(stale);
  });

  test('are nobody’s business where nothing is', async () => {
    expect(await ask({ root: '/nonexistent', current: '/nonexistent/current' })).toEqual([]);
  });
});

describe('readProcesses()', () => {
  test.each([
    ['all of them', '', 'all'],
    ['not those of others', 'hidden\nstale 12 A node server.js\n', 'some'],
    ['nothing without /proc', 'none\n', 'none'],
  ])('says whether it has seen %s', (_, answer, seen) => {
    expect(readProcesses(answer).seen).toBe(seen);
  });
});

describe('linesOfStale()', () => {
  test('is a sentence for each release, with the first few of its processes', () => {
    const many = [1, 2, 3, 4, 5, 6, 7].map((pid) => ({ pid, build: 'A', command: 'php artisan' }));
    const one = { pid: 8, build: 'B', command: 'node' };
    expect(linesOfStale('web-1', [...many, one])).toEqual([
      'web-1: 7 processes still run in A, which is not live: 1 (php artisan), 2 (php artisan), 3 (php artisan), 4 (php artisan), 5 (php artisan) and 2 more',
      'web-1: a process still runs in B, which is not live: 8 (node)',
    ]);
  });
});
