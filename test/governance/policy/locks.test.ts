import { describe, expect, test } from 'vitest';
import { aPolicy } from '../../support/a-policy.ts';
import { caught } from '../../support/caught.ts';
import { wanted } from '../../support/wanted.ts';

/** A profile that locks, and an entry that says something else of the same. */
const policyOf = (locked: string, later: string) => `profiles:
  strict:
    locked: true
    ${locked}
repositories:
  - match: shop
    use: [strict]
    ${later}
`;

const verdict = (locked: string, later: string) => {
  try {
    wanted(aPolicy(policyOf(locked, later)), 'AME/shop', 'shop');
    return 'allowed';
  } catch {
    const { details } = caught(() => aPolicy(policyOf(locked, later)));
    return details.some((line) => /loosens|taken back/.test(line)) ? 'loosens' : 'changes';
  }
};

const hook = (more: string) => `webhooks: [{ description: board, ${more} }]`;

describe('what a locked value allows', () => {
  test.each<[locked: string, tighter: string[], looser: string[], other: string[]]>([
    [
      'branches: { main: { approvals: 2 } }',
      ['{ approvals: 2 }', '{ approvals: 3 }'],
      ['{ approvals: 1 }', '{ approvals: 0 }', '{ approvals: null }'],
      [],
    ],
    [
      'branches: { main: { commitsBehind: 2 } }',
      ['{ commitsBehind: 1 }', '{ commitsBehind: 0 }'],
      ['{ commitsBehind: 3 }', '{ commitsBehind: false }'],
      [],
    ],
    [
      'branches: { main: { push: { users: [a, b], groups: [g] } } }',
      [
        '{ push: nobody }',
        '{ push: { users: [b] } }',
        '{ push: { groups: [g] } }',
        '{ push: { users: [b, a], groups: [g] } }',
      ],
      ['{ push: anyone }', '{ push: { users: [a, b, c], groups: [g] } }', '{ push: null }'],
      ['{ push: { users: [c] } }', '{ push: { groups: [a] } }'],
    ],
    [
      'branches: { main: { push: nobody } }',
      ['{ push: nobody }'],
      ['{ push: { users: [a] } }', '{ push: anyone }'],
      [],
    ],
    [
      'branches: { main: { push: anyone } }',
      ['{ push: nobody }', '{ push: { users: [a] } }'],
      [],
      [],
    ],
    ['branches: { main: { forcePush: false } }', [], ['{ forcePush: true }'], []],
    ['branches: { main: { forcePush: true } }', ['{ forcePush: false }'], [], []],
    ['branches: { main: { resolvedTasks: true } }', [], ['{ resolvedTasks: false }'], []],
    [
      'branches: { main: { autoMerge: true } }',
      [],
      ['{ autoMerge: null }'],
      ['{ autoMerge: false }'],
    ],
  ])('%s', (locked, tighter, looser, other) => {
    const later = (each: string) => verdict(locked, `branches: { main: ${each} }`);
    expect(tighter.filter((each) => later(each) !== 'allowed')).toEqual([]);
    expect(looser.filter((each) => later(each) !== 'loosens')).toEqual([]);
    expect(other.filter((each) => later(each) !== 'changes')).toEqual([]);
  });

  test.each<[locked: string, later: string, expected: string]>([
    ['repository: { private: true }', 'repository: { private: false }', 'loosens'],
    [
      'repository: { forkPolicy: no_public_forks }',
      'repository: { forkPolicy: no_forks }',
      'allowed',
    ],
    [
      'repository: { forkPolicy: no_public_forks }',
      'repository: { forkPolicy: allow_forks }',
      'loosens',
    ],
    ['repository: { mainBranch: main }', 'repository: { mainBranch: next }', 'changes'],
    ['repository: { mainBranch: main }', 'repository: { description: ours }', 'allowed'],
    [
      'permissions: { groups: { all: write } }',
      'permissions: { groups: { all: read } }',
      'allowed',
    ],
    [
      'permissions: { groups: { all: write } }',
      'permissions: { groups: { all: none } }',
      'allowed',
    ],
    [
      'permissions: { groups: { all: write } }',
      'permissions: { groups: { all: admin } }',
      'loosens',
    ],
    ['permissions: { groups: { all: write } }', 'permissions: { groups: null }', 'loosens'],
    [
      'environments: { live: { adminOnly: true } }',
      'environments: { live: { adminOnly: false } }',
      'loosens',
    ],
    [
      'environments: { live: { branches: [a, b] } }',
      'environments: { live: { branches: [b] } }',
      'allowed',
    ],
    [
      'environments: { live: { branches: [a, b] } }',
      'environments: { live: { branches: [a, b, c] } }',
      'loosens',
    ],
    [
      'environments: { live: { type: Test } }',
      'environments: { live: { type: Staging } }',
      'changes',
    ],
    ['environments: { live: { adminOnly: true } }', 'environments: { live: null }', 'loosens'],
    ['variables: { A: { secured: true } }', 'variables: { A: text }', 'loosens'],
    ['variables: { A: text }', 'variables: { A: { secured: true } }', 'allowed'],
    ['variables: { A: text }', 'variables: { A: other }', 'changes'],
    ['defaultReviewers: [ana]', 'defaultReviewers: [bo]', 'allowed'],
    ['defaultReviewers: [ana]', 'defaultReviewers: [{ user: ana, remove: true }]', 'loosens'],
    [hook('url: "https://a.example.com", events: [repo:push]'), hook('active: false'), 'allowed'],
    [
      hook('url: "https://a.example.com", events: [repo:push], active: true'),
      hook('active: false'),
      'changes',
    ],
    [
      'mergeStrategies: { main: { allowed: [squash, rebase] } }',
      'mergeStrategies: { main: { allowed: [squash] } }',
      'allowed',
    ],
    ['unmanaged: { branches: report }', 'unmanaged: prune', 'allowed'],
    ['unmanaged: { branches: prune }', 'unmanaged: report', 'loosens'],
    ['pipelines: { enabled: true }', 'pipelines: null', 'loosens'],
  ])('%s, then %s: %s', (locked, later, expected) => {
    expect(verdict(locked, later)).toBe(expected);
  });
});

describe('a lock that is broken', () => {
  test('is told with both places, once, and at the spot that breaks it', () => {
    const text = policyOf(
      'branches: { main: { approvals: 2, push: nobody } }',
      'branches: { main: null }',
    );
    expect(caught(() => aPolicy(text)).details).toEqual([
      'policy.yml:8:17 "branches/main" is taken back here, which "profile strict" locks at policy.yml:4:17',
    ]);
  });

  test('cannot be got round by the raw form', () => {
    const raw = 'restrictions: [{ kind: push, pattern: main, users: [ana] }]';
    expect(
      caught(() => aPolicy(policyOf('branches: { main: { push: nobody } }', raw))).details,
    ).toEqual([
      'policy.yml:8:20 "branches/main/push" is ana here, which loosens the nobody that "profile strict" locks at policy.yml:4:25',
    ]);
  });

  test('is found between profiles and entries that meet only in a repository', () => {
    const policy = aPolicy(`profiles:
  strict: { locked: true, branches: { main: { approvals: 2 } } }
repositories:
  - { match: shop, use: [strict] }
  - { match: '*', branches: { main: { approvals: 1 } } }
`);
    expect(wanted(policy, 'AME/other', 'other')).toHaveLength(2);
    expect(caught(() => wanted(policy, 'AME/shop', 'shop')).details).toEqual([
      'policy.yml:5:39 "branches/main/approvals" is 1 here, which loosens the 2 that "profile strict" locks at policy.yml:2:47',
    ]);
  });

  test('holds for a profile above another, and not for what lies below', () => {
    const profiles = `profiles:
  low: { branches: { main: { approvals: 3 } } }
  strict: { locked: true, use: [low], branches: { main: { approvals: 2 } } }
  loose: { use: [strict], branches: { main: { approvals: 1 } } }`;
    expect(caught(() => aPolicy(profiles)).details).toEqual([
      'policy.yml:4:47 "branches/main/approvals" is 1 here, which loosens the 2 that "profile strict" locks at policy.yml:3:59',
    ]);
  });
});
