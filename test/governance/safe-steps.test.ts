import { describe, expect, test } from 'vitest';
import { describeChange } from '../../governance/describe-change.ts';
import type { PlannedChange } from '../../governance/plan.ts';
import { keyOfMatcher, matcherOf } from '../../governance/policy/matcher.ts';
import { safeSteps } from '../../governance/safe-steps.ts';

/** A change of who may push, from and to groups; undefined: no such rule. */
function push(branches: string, before?: string[], after?: string[]): PlannedChange {
  const matcher = matcherOf(branches);
  const rule = (groups: string[] = []) => ({
    kind: 'push',
    ...matcher,
    value: null,
    users: [],
    groups,
  });
  const about = {
    kind: 'branches',
    key: `push ${keyOfMatcher(matcher)}`,
    control: `branches/${branches}/push`,
  };
  if (before === undefined) return { ...about, action: 'create', after: rule(after) };
  return after === undefined
    ? { ...about, action: 'delete', ref: '1', before: rule(before) }
    : { ...about, action: 'update', ref: '1', before: rule(before), after: rule(after) };
}

function update(kind: string, before: object, after: object): PlannedChange {
  const about = { kind, key: kind, control: kind, action: 'update', ref: kind } as const;
  return { ...about, before: before as never, after: after as never };
}

const linesOf = (changes: readonly PlannedChange[]) =>
  safeSteps(changes).map((each) => describeChange(each, (name) => name));

describe('people of a rule', () => {
  test('change in one write where no other rule is for the same branches', () => {
    expect(linesOf([push('main', ['a'], ['b']), push('dev', ['b'], ['a'])])).toEqual([
      '~ branches/main/push  groups a → b',
      '~ branches/dev/push  groups b → a',
    ]);
  });

  test('first go, then come, where another rule for the same branches changes as well', () => {
    expect(linesOf([push('main', ['a'], ['b']), push('m*', ['b'], ['a'])])).toEqual([
      '~ branches/main/push  groups a → nobody',
      '~ branches/m*/push  groups b → nobody',
      '~ branches/main/push  groups nobody → b',
      '~ branches/m*/push  groups nobody → a',
    ]);
  });

  test('who stays is never out', () => {
    const changes = [push('main', ['a', 'c'], ['b', 'c']), push('*', ['b'], ['a'])];
    expect(linesOf(changes)[0]).toBe('~ branches/main/push  groups a, c → c');
  });

  test('of a rule for a type come only when the model means the right branches', () => {
    const model = update('branchingModel', { production: 'a' }, { production: 'b' });
    expect(linesOf([push('type:production', undefined, ['g']), model])).toEqual([
      '+ branches/type:production/push  nobody',
      '~ branchingModel  production a → b',
      '~ branches/type:production/push  groups nobody → g',
    ]);
    expect(linesOf([push('type:production', ['g'], undefined), model])).toEqual([
      '~ branches/type:production/push  groups g → nobody',
      '~ branchingModel  production a → b',
      '- branches/type:production/push  nobody',
    ]);
  });
});

describe('another main branch', () => {
  const main = update('repository', { mainBranch: 'a' }, { mainBranch: 'b' });

  test('comes when the model names it, and before the model says "the main branch"', () => {
    const meant = { mainBranch: true };
    expect(
      linesOf([main, update('branchingModel', { development: 'a' }, { development: meant })]),
    ).toEqual([
      '~ branchingModel  development a → b',
      '~ repository  mainBranch a → b',
      '~ branchingModel  development b → mainBranch true',
    ]);
  });

  test('does not wait for what becomes tighter at the same time, nor that for it', () => {
    const both = update(
      'repository',
      { private: false, mainBranch: 'a' },
      { private: true, mainBranch: 'b' },
    );
    expect(linesOf([both, push('main', undefined, [])])).toEqual([
      '~ repository  private false → true',
      '+ branches/main/push  nobody',
      '~ repository  mainBranch a → b',
    ]);
  });
});

test('what gets another name makes room before what is new', () => {
  const about = { kind: 'environments', control: '' } as const;
  const changes: readonly PlannedChange[] = [
    { ...about, key: 'live', action: 'create', after: { name: 'live' } },
    {
      ...about,
      key: 'old',
      action: 'update',
      ref: '1',
      before: { name: 'live' },
      after: { name: 'old' },
    },
  ];
  expect(safeSteps(changes).map(({ action }) => action)).toEqual(['update', 'create']);
});
