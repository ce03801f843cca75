import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SshMaterial } from '../../../src/io/connect.ts';
import { connect } from '../../../src/io/connect.ts';
import { hookScript } from '../../../src/io/hook-script.ts';
import type { Connection } from '../../../src/io/io.ts';
import { type Hook, runHook } from '../../../src/io/run-hook.ts';
import { endHooks } from '../../../src/release/end-hooks.ts';
import { host } from '../../../src/release/host.ts';
import { toShell } from '../../../src/shell.ts';
import { aMaterial } from '../../support/a-material.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh, openssh } from '../../support/openssh.ts';
import { compileSources, spawnRunner } from '../../support/runner.ts';
import { until } from '../../support/until.ts';

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((file) => existsSync(file));

/** Where hooks run: on this machine with the shell that `sh` is there, or over SSH. */
const places = [
  { title: 'this machine (dash)', shell: '/bin/dash', possible: true, ssh: false },
  { title: 'this machine (bash)', shell: '/bin/bash', possible: true, ssh: false },
  {
    title: 'this machine (BusyBox)',
    shell: busybox ?? '',
    possible: busybox !== undefined,
    ssh: false,
  },
  {
    title: 'this machine, without setsid',
    shell: '/bin/bash',
    possible: true,
    ssh: false,
    setsid: false,
  },
  { title: 'OpenSSH', shell: '', possible: hasOpenssh(), ssh: true },
];

interface Way {
  readonly host: string;
  readonly material: SshMaterial;
  /** Where hooks may write. */
  readonly directory: string;
  stop(): Promise<void>;
}

async function overSsh(): Promise<Way> {
  const server = await openssh();
  return {
    host: `${server.user}@127.0.0.1:${server.port}`,
    material: aMaterial({ key: server.privateKey, knownHosts: server.knownHosts }),
    directory: server.home,
    stop: server.stop,
  };
}

/** What a host needs beside its shell. */
const toolsOfHooks = [
  ...['cat', 'env', 'grep', 'head', 'mkdir', 'mkfifo', 'rm', 'sleep', 'tail', 'tr', 'wc', 'yes'],
];

/** Puts the shell in front of the path, as `sh`; without `setsid`, only what a hook needs is there. */
function here({ shell, setsid }: { readonly shell: string; readonly setsid?: boolean }): Way {
  const directory = mkdtempSync('/tmp/cutover-hook-');
  const tools = join(directory, 'tools');
  mkdirSync(tools);
  if (shell === busybox) execFileSync(shell, ['--install', '-s', tools]);
  else symlinkSync(shell, join(tools, 'sh'));
  if (setsid === false)
    for (const tool of toolsOfHooks) symlinkSync(`/usr/bin/${tool}`, join(tools, tool));
  const PATH = setsid === false || shell === busybox ? tools : `${tools}:/usr/bin:/bin`;
  return {
    host: 'local',
    material: aMaterial({ localEnvironment: { PATH } }),
    directory,
    stop: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A program that runs one hook and does nothing else. */
function runnerText(way: Way, hook: Hook): string {
  const material = join(way.directory, '..', `material-${randomBytes(4).toString('hex')}`);
  const key = way.material.sshKey?.open();
  writeFileSync(material, key ?? '', { mode: 0o600 });
  const { sshKey: _, ...rest } = way.material;
  return `
import { readFileSync, rmSync } from 'node:fs';
import { connect } from '{{sources}}/src/io/connect.js';
import { runHook } from '{{sources}}/src/io/run-hook.js';
import { host } from '{{sources}}/src/release/host.js';
import { Secret } from '{{sources}}/src/secret.js';
const key = readFileSync(${JSON.stringify(material)}, 'utf8');
rmSync(${JSON.stringify(material)});
const material = { ...${JSON.stringify(rest)}, ...(key === '' ? {} : { sshKey: new Secret(key) }) };
const connection = await connect(host.parse(${JSON.stringify(way.host)}), material);
await runHook(connection, { ...${JSON.stringify(hook)}, now: () => 0 });
`;
}

/** Where hooks run, and where their output and result are kept. */
function placeOf({ directory }: Way) {
  return { directory, run: join(directory, 'run') };
}

function aHook(options: Partial<Hook> & Pick<Hook, 'run'>): Hook {
  let seconds = 0;
  return {
    line: 'true',
    directory: '/',
    environment: anEnvironment,
    timeout: 60,
    nonce: randomBytes(16).toString('hex'),
    now: () => {
      seconds += 2;
      return seconds * 1_000;
    },
    ...options,
  };
}

/** The processes that sleep for exactly this long. */
function running(seconds: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && commandOf(name).endsWith(`sleep\0${seconds}\0`))
    .map(Number);
}

function read(directory: string, file: string): string {
  const path = join(directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const anEnvironment = { CUTOVER_BUILD: '118', CUTOVER_NAME: `a 'b' "c" $(id) \n d=e` };

let compiled = '';
beforeAll(() => {
  compiled = compileSources();
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

describe
  .skipIf(process.platform !== 'linux')
  .each(places.filter(({ possible, shell }) => possible && (shell === '' || existsSync(shell))))(
  'a hook on $title',
  (place) => {
    let way: Way;
    let connection: Connection;
    beforeAll(async () => {
      way = place.ssh ? await overSsh() : here(place);
      connection = await connect(host.parse(way.host), way.material);
    });
    afterAll(async () => {
      connection?.close();
      await way?.stop();
    });
    const hook = (line: string, options: Partial<Hook> = {}) =>
      runHook(connection, aHook({ line, ...placeOf(way), ...options }));
    /** A runner in a process of its own, and where its hook is kept. */
    const runnerOf = (line: string, options: Partial<Hook> = {}) => {
      const run = join(way.directory, mark());
      const own = aHook({ line, ...placeOf(way), run, ...options });
      const runner = spawnRunner(compiled, runnerText(way, own));
      return { runner, run, own: join(run, 'hooks', own.nonce.slice(0, 12)) };
    };
    const mark = () => `300.${Math.floor(Math.random() * 1e9)}`;

    test('passes with exit code 0', async () => {
      expect(await hook('echo fine')).toEqual({
        exit: 0,
        outcome: 'passed',
        seconds: 2,
        tail: 'fine\n',
      });
    });

    test.each([1, 2, 127, 255])('fails with exit code %i', async (exit) => {
      expect(await hook(`exit ${exit}`)).toMatchObject({ exit, outcome: 'failed' });
    });

    test('fails when a signal ended it', async () => {
      expect(await hook('kill -KILL $$')).toMatchObject({ exit: 137, outcome: 'failed' });
    });

    test('fails when its directory is not there', async () => {
      const result = await hook('echo not run', { directory: join(way.directory, 'missing') });
      expect(result).toMatchObject({
        exit: 1,
        outcome: 'failed',
        tail: expect.stringContaining('missing'),
      });
      expect(result.tail).not.toContain('not run');
    });

    test('runs in its directory, with its environment, without input', async () => {
      const { tail } = await hook('pwd; printf "%s\\n" "$CUTOVER_BUILD" "$CUTOVER_NAME"; cat');
      expect(tail).toBe(`${way.directory}\n118\n${anEnvironment.CUTOVER_NAME}\n`);
    });

    test('shows output and errors in their order, without the result, and keeps the last 4,000 characters', async () => {
      let shown = '';
      const line =
        'echo ä; echo b >&2; echo c; i=0; while [ $i -lt 2000 ]; do echo "ü$i"; i=$((i+1)); done; printf end';
      const { tail } = await hook(line, {
        onOutput: (text) => {
          shown += text;
        },
      });
      expect(shown).toMatch(/^ä\nb\nc\nü0\n/);
      expect(shown).toMatch(/\nü1999\nend$/);
      expect(tail).toBe(shown.slice(-4_000));
    });

    test('cannot pretend a result', async () => {
      const { outcome, tail } = await hook(
        `printf '\\036%s exited 0\\n' ${'0'.repeat(32)}; exit 7`,
      );
      expect(outcome).toBe('failed');
      expect(tail).toBe(`\u001e${'0'.repeat(32)} exited 0\n`);
    });

    test('leaves no process behind after a normal end, however short it was', async () => {
      const timeout = 50_000 + Math.floor(Math.random() * 10_000);
      for (let round = 0; round < 10; round++)
        await Promise.all([1, 2, 3, 4, 5].map(() => hook('true', { timeout })));
      await until('the end of all watchers', () => running(String(timeout)).length === 0);
    });

    test('leaves no process behind when it is interrupted at any moment of its beginning', {
      skip: place.setsid === false,
    }, async () => {
      const timeout = 60_000 + Math.floor(Math.random() * 10_000);
      const seconds = mark();
      for (let round = 0; round < 3; round++)
        await Promise.all(
          [0, 2, 4, 6, 8, 12].map(async (wait) => {
            const interruption = new AbortController();
            setTimeout(() => interruption.abort(), wait);
            const { signal } = interruption;
            const { outcome } = await hook(`sleep ${seconds}`, { timeout, signal });
            expect(outcome).toBe('interrupted');
          }),
        );
      await until(
        'the end of all',
        () => running(String(timeout)).concat(running(seconds)).length === 0,
      );
    });

    test('may leave a daemon behind on purpose, and nobody waits for it', async () => {
      const seconds = mark();
      const result = await hook(`sleep ${seconds} & echo $!`);
      expect(result.outcome).toBe('passed');
      expect(running(seconds)).toEqual([Number(result.tail)]);
      process.kill(Number(result.tail));
    });

    test('may leave a daemon behind that never stops talking', async () => {
      const result = await hook('(while sleep 0.05; do echo noise; done) & echo $!');
      expect(result.outcome).toBe('passed');
      process.kill(Number(/^\d+$/m.exec(result.tail)?.[0]));
    });

    test('is gone with all its children when the time is up', async () => {
      const seconds = mark();
      const result = await hook(`echo begun; (sleep ${seconds} & wait) & sleep ${seconds}`, {
        timeout: 1,
      });
      expect(result).toMatchObject({
        exit: null,
        outcome: 'timed out',
        tail: expect.stringMatching(/^begun\n/),
      });
      // Without sessions of their own, only the hook's shell can be reached.
      if (place.setsid === false) for (const pid of running(seconds)) process.kill(pid);
      else expect(running(seconds)).toEqual([]);
    });

    test('is gone even where its grandchildren ignore TERM', {
      skip: place.setsid === false,
    }, async () => {
      const seconds = mark();
      const stubborn = `trap "" TERM; (trap "" TERM; sh -c 'trap "" TERM; sleep ${seconds}; sleep ${seconds}') & wait; wait`;
      const result = await hook(stubborn, { timeout: 1 });
      expect(result.outcome).toBe('timed out');
      expect(running(seconds)).toEqual([]);
    });

    test('is gone when the run is interrupted', { skip: place.setsid === false }, async () => {
      const seconds = mark();
      const interruption = new AbortController();
      const result = await hook(`echo begun; sleep ${seconds} & sleep ${seconds}`, {
        signal: interruption.signal,
        onOutput: () => interruption.abort(),
      });
      expect(result).toMatchObject({ exit: null, outcome: 'interrupted' });
      expect(running(seconds)).toEqual([]);
    });

    test('does not begin for long when the run was interrupted before', async () => {
      const seconds = mark();
      const result = await hook(`sleep ${seconds}`, { signal: AbortSignal.abort() });
      expect(result.outcome).toBe('interrupted');
      expect(running(seconds)).toEqual([]);
    });

    test('outlives a runner that is killed with -9, but not its own time', {
      skip: place.setsid === false,
    }, async () => {
      const seconds = mark();
      const line = `trap "" TERM; sleep ${seconds} & wait; sleep ${seconds}`;
      const { runner, own } = runnerOf(line, { timeout: 4 });
      await until('the hook', () => running(seconds).length > 0);
      runner.kill('SIGKILL');
      await once(runner, 'exit');
      expect(running(seconds)).toHaveLength(1);
      await until('the end', () => running(seconds).length === 0);
      await until('the result', () => read(own, 'result').startsWith('late '));
    });

    test('that outlived its runner is ended by whoever clears its run', {
      skip: place.setsid === false,
    }, async () => {
      const seconds = mark();
      const { runner, own, run } = runnerOf(
        `trap "" TERM; sleep ${seconds} & wait; sleep ${seconds}`,
      );
      await until('the hook', () => running(seconds).length > 0);
      runner.kill('SIGKILL');
      await once(runner, 'exit');
      expect(await connection.run(toShell(endHooks(run)))).toMatchObject({
        exit: 0,
        stdout: `${basename(own)}\n`,
      });
      expect(running(seconds)).toEqual([]);
      expect(read(own, 'result')).toMatch(/^stopped /);
      expect(await connection.run(toShell(endHooks(run)))).toMatchObject({ exit: 0, stdout: '' });
    });

    test('is ended by whoever clears its run, even when its supervisor was killed with -9', {
      skip: place.setsid === false,
    }, async () => {
      const seconds = mark();
      const run = join(way.directory, mark());
      const ended = hook(`trap "" TERM; sleep ${seconds} & sleep ${seconds} & wait; wait`, { run });
      await until('the hook', () => running(seconds).length === 2);
      const own = join(run, 'hooks', readdirSync(join(run, 'hooks'))[0] ?? '');
      process.kill(Number(read(own, 'supervisor')), 'SIGKILL');
      expect(await ended).toMatchObject({ exit: null, outcome: 'unknown' });
      expect(running(seconds)).toHaveLength(2);
      expect(await connection.run(toShell(endHooks(run)))).toMatchObject({ exit: 0 });
      expect(running(seconds)).toEqual([]);
    });

    test('is not ended by whoever clears its run when its number is another’s by now', async () => {
      const run = join(way.directory, mark());
      const own = join(run, 'hooks', 'abc');
      mkdirSync(own, { recursive: true });
      const seconds = mark();
      const other = spawn('sleep', [seconds], { detached: true });
      for (const file of ['supervisor', 'group']) writeFileSync(join(own, file), `${other.pid}\n`);
      writeFileSync(join(own, 'result'), 'running\n');
      expect(await connection.run(toShell(endHooks(run)))).toMatchObject({ exit: 0, stdout: '' });
      expect(running(seconds)).toEqual([other.pid]);
      other.kill();
    });

    test('prints without end and fills no disk: the beginning and the end are kept', async () => {
      const run = join(way.directory, mark());
      let shown = '';
      const { outcome } = await hook('yes | head -c 60000000; echo the end', {
        run,
        onOutput: (text) => {
          shown += text;
        },
      });
      expect(outcome).toBe('passed');
      expect(shown.length).toBeLessThan(16 * 1024 * 1024 + 5_000);
      expect(shown.slice(0, 4)).toBe('y\ny\n');
      expect(shown.slice(-5_000)).toMatch(
        /y\n\n\[what came between is left out\]\n(y\n)+the end\n$/,
      );
    });

    test('is told of even when it has filled the disk that its result is kept on', {
      skip: !canMount(),
    }, async () => {
      const disk = join(way.directory, mark());
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', disk]);
      const line = `head -c 9000000 /dev/zero > ${disk}/fill; echo full; exit 3`;
      const result = await hook(line, { run: join(disk, 'run') });
      execFileSync('umount', [disk]);
      expect(result).toMatchObject({ exit: 3, outcome: 'failed' });
    });

    test('ends at its time though nobody reads what it prints', async () => {
      const seconds = mark();
      const run = join(way.directory, mark());
      const line = toShell(
        hookScript(aHook({ ...placeOf(way), run, line: `yes & sleep ${seconds}`, timeout: 1 }), {
          as: 'first',
          seen: 0,
        }),
      );
      const started = connection.run(`${line} | sleep 5`, { stdin: new PassThrough() });
      const own = await until(
        'the hook',
        () => existsSync(run) && readdirSync(join(run, 'hooks'))[0],
      );
      await until('the result', () => /^late /.test(read(join(run, 'hooks', own), 'result')));
      if (place.setsid !== false) expect(running(seconds)).toEqual([]);
      await started;
    });

    test('refuses a variable with a name that is none', async () => {
      await expect(hook('true', { environment: { 'A B': '1' } })).rejects.toMatchObject({
        code: 'usage',
      });
    });
  },
);
