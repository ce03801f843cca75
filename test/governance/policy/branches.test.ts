import { describe, expect, test } from 'vitest';
import { branchRules } from '../../../governance/policy/branch-rules.ts';
import { patternFits } from '../../../governance/policy/matcher.ts';
import { aPolicy } from '../../support/a-policy.ts';
import { wanted } from '../../support/wanted.ts';

/** The rules on branches that a text leads to. */
const rules = (text: string) =>
  wanted(aPolicy(`defaults:\n  ${text}`), 'AME/shop', 'shop').slice(1);

const friendly = (text: string) => rules(`branches: { main: { ${text} } }`);
const raw = (text: string) => rules(`restrictions: [{ pattern: main, ${text} }]`);

describe('a rule says the same in both forms', () => {
  test.each<[friendly: string, raw: string]>([
    ['push: nobody', 'kind: push, users: [], groups: []'],
    ['push: { users: [b, a, b] }', 'kind: push, users: [a, b]'],
    ['merge: { groups: [g] }', 'kind: restrict_merges, groups: [g]'],
    ['forcePush: false', 'kind: force'],
    ['delete: false', 'kind: delete, value: null'],
    ['approvals: 2', 'kind: require_approvals_to_merge, value: 2'],
    ['defaultReviewerApprovals: 1', 'kind: require_default_reviewer_approvals_to_merge, value: 1'],
    ['passingBuilds: 1', 'kind: require_passing_builds_to_merge, value: 1'],
    ['commitsBehind: 0', 'kind: require_commits_behind, value: 0'],
    ['resolvedTasks: true', 'kind: require_tasks_to_be_completed'],
    ['noChangesRequested: true', 'kind: require_no_changes_requested'],
    ['resolvedComments: true', 'kind: require_all_comments_resolved'],
    ['mergedDependencies: true', 'kind: require_all_dependencies_merged'],
    ['resetApprovalsOnChange: true', 'kind: reset_pullrequest_approvals_on_change'],
    ['smartResetApprovals: true', 'kind: smart_reset_pullrequest_approvals'],
    ['resetChangesRequestedOnChange: true', 'kind: reset_pullrequest_changes_requested_on_change'],
    ['autoMerge: true', 'kind: allow_auto_merge_when_builds_pass'],
    ['enforceMergeChecks: true', 'kind: enforce_merge_checks'],
  ])('%s = %s', (short, long) => {
    expect(friendly(short)).toEqual(raw(long));
    expect(friendly(short)).toHaveLength(1);
  });
});

describe('a rule', () => {
  test('has a name for each of the 18 kinds of the API', () => {
    expect(new Set(branchRules.map(({ kind }) => kind)).size).toBe(18);
    expect(new Set(branchRules.map(({ name }) => name)).size).toBe(18);
  });

  test.each([
    ['push: anyone', 'branches/main/push: absent kind=push pattern=main'],
    ['forcePush: true', 'branches/main/forcePush: absent kind=force pattern=main'],
    [
      'approvals: 0',
      'branches/main/approvals: absent kind=require_approvals_to_merge pattern=main',
    ],
    [
      'commitsBehind: false',
      'branches/main/commitsBehind: absent kind=require_commits_behind pattern=main',
    ],
    [
      'resolvedTasks: false',
      'branches/main/resolvedTasks: absent kind=require_tasks_to_be_completed pattern=main',
    ],
  ])('that is switched off must not be there: %s', (text, expected) => {
    expect(friendly(text)).toEqual([`  ${expected}`]);
  });

  test('of a kind we do not know passes as it is', () => {
    expect(raw('kind: require_lineage, value: 3, groups: [b, a]')).toEqual([
      '  branches/main/require_lineage: kind=require_lineage pattern=main value=3 groups=a,b',
    ]);
  });

  test('can be for a type of the branching model', () => {
    const expected = ['  branches/type:release/delete: kind=delete branch_type=release'];
    expect(rules('branches: { type:release: { delete: false } }')).toEqual(expected);
    expect(
      rules(
        'restrictions: [{ kind: delete, branch_match_kind: branching_model, branch_type: release }]',
      ),
    ).toEqual(expected);
  });

  test('is taken back in either form', () => {
    const policy = aPolicy(`defaults: { branches: { main: { push: nobody, delete: false } } }
repositories:
  - { match: shop, restrictions: [{ kind: push, pattern: main, remove: true }], branches: { main: { delete: null } } }
`);
    expect(wanted(policy, 'AME/shop', 'shop')).toEqual(['branches']);
  });
});

describe('a pattern', () => {
  test.each([
    ['main', 'main', true],
    ['main', 'domain', false],
    ['*', 'a/b', true],
    ['release/*', 'release/', true],
    ['release/*', 'release/1/x', true],
    ['r?lease', 'release', false],
    ['v1.0', 'v1x0', false],
    ['{a,b}', 'a', false],
    ['*/x', 'a/b/x', true],
  ])('%s, and the branch %s: %s', (pattern, branch, expected) => {
    expect(patternFits(pattern, branch)).toBe(expected);
  });
});
