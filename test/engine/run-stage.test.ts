import { describe, expect, test } from 'vitest';
import { type Engine, type Manner, runStage } from '../../src/engine/run-stage.ts';
import type { Phase, Step } from '../../src/release/plan.ts';
import { aStep } from '../support/a-script.ts';
import { stepByStep } from '../support/step-by-step.ts';

const all: Manner = { interruptible: true, stops: 'all' };

/** A hook that goes on until it is stopped. */
function aHook(title: string): Step {
  const nothing = { run: '', line: '', directory: '', timeout: 1, environment: {} };
  return { does: 'hook', title, ...nothing };
}

/** What fails when one host fails at once, while the hook of another goes on; null when that is never stopped. */
async function fateOfHook(phase: Phase, manner: Manner = all) {
  const interruption = new AbortController();
  const engine: Engine = {
    perform: stepByStep(async ({ step, signal }) => {
      if (step.does !== 'hook') throw new Error('refused');
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    }),
    emit: () => undefined,
    seconds: () => 0,
    signal: interruption.signal,
  };
  const lanes = [
    { host: 'a', steps: [aStep('check')] },
    { host: 'b', steps: [aHook('warm up')] },
  ];
  const failures = await runStage({ phase, lanes }, engine, manner);
  return failures.find(({ host }) => host === 'b')?.reason ?? null;
}

describe('a hook, when another host has failed,', () => {
  test('is stopped while it prepares: nothing will come of it', async () => {
    expect(await fateOfHook('prepare')).toBe('stopped, because another host failed');
  });

  test.each<[string, Phase, Manner]>([
    ['it migrates: half a migration is worse than a whole one', 'migrate', all],
    ['it is reloading what is live', 'reload', all],
    ['the others may go on without that host', 'prepare', { ...all, stops: 'host' }],
    ['nothing may interrupt it', 'prepare', { ...all, interruptible: false }],
  ])('comes to its end where %s', async (_, phase, manner) => {
    expect(await fateOfHook(phase, manner)).toBeNull();
  });
});
