import { describe, expect, test } from 'vitest';
import type { Hook } from '../../src/hooks/hook.ts';
import { hookEnvironment, hookSteps, undoSteps } from '../../src/hooks/steps.ts';
import { layout } from '../../src/release/layout.ts';

const release = { build: '7+abc', version: '7', commit: 'abc', branch: 'x;touch /tmp/p' };
const facts = {
  app: 'shop',
  target: 'production',
  run: 'run-1',
  action: 'activate',
  host: 'web-1',
  at: layout({ root: '/srv/app' }),
  previous: '6+fff',
};
const aHook = (run: string, own: Partial<Hook> = {}): Hook => ({
  run,
  timeout: 600,
  once: undefined,
  undo: undefined,
  ...own,
});

describe('hookSteps()', () => {
  test('runs every hook in the directory of the release, in order, and keeps it in that of the run', () => {
    const run = '/srv/app/.cutover/runs/run-1';
    const steps = hookSteps(
      'prepare',
      [aHook('one'), aHook('two', { timeout: 5 })],
      release,
      facts,
    );
    expect(steps).toMatchObject([
      { does: 'hook', line: 'one', directory: '/srv/app/7+abc', run, timeout: 600 },
      { does: 'hook', line: 'two', directory: '/srv/app/7+abc', run, timeout: 5 },
    ]);
  });

  test('leaves the line as it is written: sh reads it, and values come from the environment', () => {
    const [step] = hookSteps('reload', [aHook(`echo "$CUTOVER_BRANCH" 'a b'`)], release, facts);
    expect(step).toMatchObject({
      line: `echo "$CUTOVER_BRANCH" 'a b'`,
      environment: { CUTOVER_BRANCH: 'x;touch /tmp/p' },
    });
  });
});

describe('undoSteps()', () => {
  test('takes back the last first, and nothing of what cannot be taken back', () => {
    const hooks = [
      aHook('up 1', { undo: 'down 1' }),
      aHook('seed'),
      aHook('up 2', { undo: 'down 2', timeout: 5 }),
    ];
    expect(undoSteps(hooks, release, facts)).toMatchObject([
      { line: 'down 2', timeout: 5, environment: { CUTOVER_PHASE: 'migrate' } },
      { line: 'down 1', timeout: 600 },
    ]);
  });
});

describe('hookEnvironment()', () => {
  test('says what happens, where, and to which release', () => {
    expect(hookEnvironment('reload', release, facts)).toEqual({
      CUTOVER_APP: 'shop',
      CUTOVER_TARGET: 'production',
      CUTOVER_HOST: 'web-1',
      CUTOVER_RUN: 'run-1',
      CUTOVER_ACTION: 'activate',
      CUTOVER_PHASE: 'reload',
      CUTOVER_BUILD: '7+abc',
      CUTOVER_VERSION: '7',
      CUTOVER_COMMIT: 'abc',
      CUTOVER_BRANCH: 'x;touch /tmp/p',
      CUTOVER_RELEASE_PATH: '/srv/app/7+abc',
      CUTOVER_CURRENT_PATH: '/srv/app/current',
      CUTOVER_SHARED_PATH: '/srv/app/shared',
      CUTOVER_PREVIOUS: '6+fff',
    });
  });
});
