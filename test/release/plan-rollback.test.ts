import { describe, expect, test } from 'vitest';
import { planRollback } from '../../src/release/plan-rollback.ts';
import { transcript } from '../../src/release/transcript.ts';
import { aReleaseFacts, aScript, aStep } from '../support/a-script.ts';

const planning = { action: 'rollback', target: 'production', probes: [] };
const nothing = { upload: [], prepare: [], seal: [] };
const back = (host: string, build = 'A', from = 'B') =>
  aScript({
    host,
    to: aReleaseFacts(build),
    from: aReleaseFacts(from),
    place: nothing,
    cutOver: {
      stage: [aStep('stage')],
      switch: [aStep(`to ${build}`)],
      restore: [aStep(`to ${from}`)],
    },
    reloadBack: [aStep(`reload ${from}`)],
  });

describe('planRollback()', () => {
  test('switches and reloads, without a package', () => {
    expect(transcript(planRollback(planning, [back('a'), back('b')]).stages)).toEqual([
      'stage a: open',
      'stage a: stage',
      'stage b: open',
      'stage b: stage',
      'switch a: to A',
      'switch b: to A',
      'reload a: reload hook',
      'reload b: reload hook',
    ]);
  });

  test('takes migrations back when the old code is live, and before it is reloaded', () => {
    const script = { ...back('a'), undo: [aStep('unmigrate')] };
    expect(transcript(planRollback(planning, [script]).stages)).toEqual([
      'stage a: open',
      'stage a: stage',
      'switch a: to A',
      'migrate a: unmigrate',
      'reload a: reload hook',
    ]);
  });

  test('takes each host to what it had, and says all of it', () => {
    const plan = planRollback(planning, [back('a', 'A'), back('b', 'Z')]);
    expect(plan.build).toBe('A, Z');
    expect(transcript(plan.stages)).toContain('switch b: to Z');
  });

  test('knows the way back from the way back', () => {
    expect(transcript(planRollback(planning, [back('a')]).rollback)).toEqual([
      'switch a: to B',
      'reload a: reload B',
    ]);
  });

  test('leaves a host alone that is where it is to go', () => {
    expect(transcript(planRollback(planning, [back('a', 'A', 'A'), back('b')]).stages)).toEqual([
      'stage b: open',
      'stage b: stage',
      'switch b: to A',
      'reload b: reload hook',
    ]);
  });
});
