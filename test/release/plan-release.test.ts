import { describe, expect, test } from 'vitest';
import type { Stage } from '../../src/release/plan.ts';
import { planPlacing, planRelease } from '../../src/release/plan-release.ts';
import { probe } from '../../src/release/probe.ts';
import type { Script } from '../../src/release/script.ts';
import { aReleaseFacts, aScript, aStep } from '../support/a-script.ts';

const planning = { action: 'activate', target: 'production', probes: [] };
const aHost = (host: string, own: Partial<Script> = {}) => aScript({ host, ...own });
const live = (host: string) => aHost(host, { from: aReleaseFacts('B') });

/** Stages as `phase: host title, title | host title`. */
const told = (stages: readonly Stage[]) =>
  stages.map(
    ({ phase, lanes }) =>
      `${phase}: ${lanes.map(({ host, steps }) => `${host} ${steps.map(({ title }) => title).join(', ')}`).join(' | ')}`,
  );

describe('planRelease()', () => {
  test('goes through the phases, every host side by side', () => {
    expect(told(planRelease(planning, [aHost('a'), aHost('b')]).stages)).toEqual([
      'upload: a open, send | b open, send',
      'prepare: a share, prepare hook, seal | b share, prepare hook, seal',
      'stage: a stage | b stage',
      'switch: a switch | b switch',
      'reload: a reload hook | b reload hook',
    ]);
  });

  test('migrates between preparing and staging, on the host whose script says so', () => {
    const first = aHost('a', {
      hooks: { ...aScript().hooks, migrate: [aStep('migrate')] },
      undo: [aStep('unmigrate')],
    });
    const { stages, rollback } = planRelease(planning, [first, aHost('b')]);
    expect(told(stages)[2]).toBe('migrate: a migrate');
    expect(told(rollback)).toEqual([
      'switch: a restore | b restore',
      'reload: a reload A | b reload A',
      'migrate: a unmigrate',
    ]);
    expect(rollback.map(({ undoes }) => undoes)).toEqual(['switch', 'switch', 'migrate']);
  });

  test('verifies on the hosts, and then from here', () => {
    const probes = [probe.parse({ url: 'http://shop/' })];
    const script = aHost('a', { hooks: { ...aScript().hooks, verify: [aStep('smoke')] } });
    const { stages, rollback } = planRelease({ ...planning, probes }, [script]);
    expect(told(stages).slice(-2)).toEqual([
      'verify: a smoke',
      'verify: runner Probe http://shop/',
    ]);
    expect(rollback.at(-1)).toMatchObject({ phase: 'verify', advisory: true, undoes: 'switch' });
  });

  test('asks nobody on the way back to a host that had nothing', () => {
    const probes = [probe.parse({ url: 'http://shop/' })];
    const { rollback } = planRelease({ ...planning, probes }, [
      aHost('a'),
      aHost('b', { from: undefined, reloadBack: [] }),
    ]);
    expect(told(rollback)).toEqual(['switch: a restore | b restore', 'reload: a reload A']);
  });

  test('leaves a host alone that has the release already, but proves it with the others', () => {
    const verify = [aStep('smoke')];
    const scripts = [live('a'), aHost('b')].map((each) => ({
      ...each,
      hooks: { ...each.hooks, verify },
    }));
    const { stages, rollback } = planRelease(planning, scripts);
    expect(told(stages)).toEqual([
      'upload: b open, send',
      'prepare: b share, prepare hook, seal',
      'stage: b stage',
      'switch: b switch',
      'reload: b reload hook',
      'verify: a smoke | b smoke',
    ]);
    expect(told(rollback)).toEqual(['switch: b restore', 'reload: b reload A']);
  });

  test('does not prepare again what was sealed: nothing may write there', () => {
    const sealed = aHost('a', { place: { upload: [aStep('check')], prepare: [], seal: [] } });
    expect(told(planPlacing([sealed]))).toEqual(['upload: a open, check']);
  });

  test('removes what may go only in the end', () => {
    const plan = planRelease(planning, [aHost('a', { remove: [aStep('remove Z')] })]);
    expect(told(plan.finish)).toEqual(['finish: a remove Z']);
    expect(told(plan.stages).join()).not.toContain('remove');
  });

  test('is a value: it can be saved and read', () => {
    const plan = planRelease(planning, [aHost('a')]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });
});
