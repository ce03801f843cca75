import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hookScript } from '../../../src/io/hook-script.ts';
import type { Hook } from '../../../src/io/run-hook.ts';
import { endHooks } from '../../../src/release/end-hooks.ts';
import { toShell } from '../../../src/shell.ts';
import { fullFaults } from '../../support/full-faults.ts';
import {
  aHook,
  aMark,
  hooksAt,
  placeOf,
  places,
  read,
  runnerText,
  sleepers,
} from '../../support/hook-places.ts';
import { compileSources, spawnRunner } from '../../support/runner.ts';
import { until } from '../../support/until.ts';

let compiled = '';
beforeAll(() => {
  compiled = compileSources();
});
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

/** A host over SSH and one with BusyBox; with --full also dash and bash here, and a host without setsid. */
const some = fullFaults ? places : places.filter(({ title }) => /OpenSSH|BusyBox/.test(title));

describe.each(some)('a hook on $title', { concurrent: true }, (place) => {
  const { hook, way, connection } = hooksAt(place);
  /** A runner in a process of its own, and where its hook is kept. */
  const runnerOf = (line: string, options: Partial<Hook> = {}) => {
    const run = join(way().directory, aMark());
    const own = aHook({ line, ...placeOf(way()), run, ...options });
    const runner = spawnRunner(compiled, runnerText(way(), own));
    return { runner, run, own: join(run, 'hooks', own.nonce.slice(0, 12)) };
  };

  test('leaves no process behind after a normal end, however short it was', async () => {
    const timeout = 50_000 + Math.floor(Math.random() * 10_000);
    for (let round = 0; round < 10; round++)
      await Promise.all([1, 2, 3, 4, 5].map(() => hook('true', { timeout })));
    await until('the end of all watchers', () => sleepers(String(timeout)).length === 0);
  });

  test('leaves no process behind when it is interrupted at any moment of its beginning', {
    skip: place.setsid === false,
  }, async () => {
    const timeout = 60_000 + Math.floor(Math.random() * 10_000);
    const seconds = aMark();
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
      () => sleepers(String(timeout)).concat(sleepers(seconds)).length === 0,
    );
  });

  test('is gone with all its children when the time is up', async () => {
    const seconds = aMark();
    const result = await hook(`echo begun; (sleep ${seconds} & wait) & sleep ${seconds}`, {
      timeout: 3,
    });
    expect(result).toMatchObject({
      exit: null,
      outcome: 'timed out',
      tail: expect.stringMatching(/^begun\n/),
    });
    // Without sessions of their own, only the hook's shell can be reached.
    if (place.setsid === false) for (const pid of sleepers(seconds)) process.kill(pid);
    else expect(sleepers(seconds)).toEqual([]);
  });

  test('is gone even where its grandchildren ignore TERM', {
    skip: place.setsid === false,
  }, async () => {
    const seconds = aMark();
    const stubborn = `trap "" TERM; (trap "" TERM; sh -c 'trap "" TERM; sleep ${seconds}; sleep ${seconds}') & wait; wait`;
    const result = await hook(stubborn, { timeout: 1 });
    expect(result.outcome).toBe('timed out');
    expect(sleepers(seconds)).toEqual([]);
  });

  test('is gone when the run is interrupted', { skip: place.setsid === false }, async () => {
    const seconds = aMark();
    const interruption = new AbortController();
    const result = await hook(`echo begun; sleep ${seconds} & sleep ${seconds}`, {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(result).toMatchObject({ exit: null, outcome: 'interrupted' });
    expect(sleepers(seconds)).toEqual([]);
  });

  test('outlives a runner that is killed with -9, but not its own time', {
    skip: place.setsid === false,
  }, async () => {
    const seconds = aMark();
    const line = `trap "" TERM; sleep ${seconds} & wait; sleep ${seconds}`;
    const { runner, own } = runnerOf(line, { timeout: 10 });
    await until('the hook', () => sleepers(seconds).length > 0);
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    expect(sleepers(seconds)).toHaveLength(1);
    await until('the end', () => sleepers(seconds).length === 0);
    await until('the result', () => read(own, 'result').startsWith('late '));
  });

  test('that outlived its runner is ended by whoever clears its run', {
    skip: place.setsid === false,
  }, async () => {
    const seconds = aMark();
    const { runner, own, run } = runnerOf(
      `trap "" TERM; sleep ${seconds} & wait; sleep ${seconds}`,
    );
    await until('the hook', () => sleepers(seconds).length > 0);
    runner.kill('SIGKILL');
    await once(runner, 'exit');
    expect(await connection().run(toShell(endHooks(run)))).toMatchObject({
      exit: 0,
      stdout: `${basename(own)}\n`,
    });
    expect(sleepers(seconds)).toEqual([]);
    expect(read(own, 'result')).toMatch(/^stopped /);
    expect(await connection().run(toShell(endHooks(run)))).toMatchObject({ exit: 0, stdout: '' });
  });

  test('is ended by whoever clears its run, even when its supervisor was killed with -9', {
    skip: place.setsid === false,
  }, async () => {
    const seconds = aMark();
    const run = join(way().directory, aMark());
    const ended = hook(`trap "" TERM; sleep ${seconds} & sleep ${seconds} & wait; wait`, { run });
    await until('the hook', () => sleepers(seconds).length === 2);
    const own = join(run, 'hooks', readdirSync(join(run, 'hooks'))[0] ?? '');
    process.kill(Number(read(own, 'supervisor')), 'SIGKILL');
    expect(await ended).toMatchObject({ exit: null, outcome: 'unknown' });
    expect(sleepers(seconds)).toHaveLength(2);
    expect(await connection().run(toShell(endHooks(run)))).toMatchObject({ exit: 0 });
    expect(sleepers(seconds)).toEqual([]);
  });

  test('is not ended by whoever clears its run when its number is another’s by now', async () => {
    const run = join(way().directory, aMark());
    const own = join(run, 'hooks', 'abc');
    mkdirSync(own, { recursive: true });
    const seconds = aMark();
    const other = spawn('sleep', [seconds], { detached: true });
    for (const file of ['supervisor', 'group']) writeFileSync(join(own, file), `${other.pid}\n`);
    writeFileSync(join(own, 'result'), 'running\n');
    expect(await connection().run(toShell(endHooks(run)))).toMatchObject({ exit: 0, stdout: '' });
    expect(sleepers(seconds)).toEqual([other.pid]);
    other.kill();
  });

  test('ends at its time though nobody reads what it prints', async () => {
    const seconds = aMark();
    const run = join(way().directory, aMark());
    const line = toShell(
      hookScript(
        aHook({
          ...placeOf(way()),
          run,
          line: `yes | head -c 40000000 & sleep ${seconds}`,
          timeout: 1,
        }),
        {
          as: 'first',
          seen: 0,
        },
      ),
    );
    const started = connection().run(`${line} | sleep 5`, { stdin: new PassThrough() });
    const own = await until(
      'the hook',
      () => existsSync(join(run, 'hooks')) && readdirSync(join(run, 'hooks'))[0],
    );
    await until('the result', () => /^late /.test(read(join(run, 'hooks', own), 'result')));
    if (place.setsid !== false) expect(sleepers(seconds)).toEqual([]);
    await started;
  });
});
