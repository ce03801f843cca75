import { describe, expect, test } from 'vitest';
import type { Items, SectionName } from '../../governance/desired.ts';
import { matcherOf } from '../../governance/policy/matcher.ts';
import { semanticFindings } from '../../governance/semantic-findings.ts';

const place = { is: 'repository', workspace: 'zentra', slug: 'shop' } as const;

type Live = { readonly [Kind in SectionName]?: readonly Items[Kind][] };

/** What is told of live settings: `rule: message`. */
function told(live: Live): string[] {
  return semanticFindings(place, seenOf(live)).map(({ rule, message }) => `${rule}: ${message}`);
}

function seenOf(live: Live) {
  return Object.entries(live).map(([kind, items]) => ({
    section: { kind: kind as SectionName, unmanaged: 'report' as const, items: [] },
    observed: items.map((item, index) => ({ ref: String(index), item: item as never })),
  }));
}

function rule(kind: string, branches: string, value: number | null = null): Items['branches'] {
  return { kind, ...matcherOf(branches), value, users: [], groups: [] };
}

const approvals = (branches: string) => rule('require_approvals_to_merge', branches, 1);
const enforced = (branches: string) => rule('enforce_merge_checks', branches);

describe('merge checks', () => {
  const advisory =
    'advisory-checks: the merge checks of "main" only warn: "enforceMergeChecks" is off';

  test.each<[what: string, rules: Items['branches'][], expected: string[]]>([
    ['that are not enforced only warn', [approvals('main')], [advisory]],
    ['that are enforced are as they look', [approvals('main'), enforced('main')], []],
    ['can be enforced by a wider rule', [approvals('main'), enforced('m*')], []],
    [
      'are not enforced by a rule for others',
      [approvals('main'), enforced('release/*')],
      [advisory],
    ],
    [
      'are not who may push, and no resetting',
      [rule('push', 'main'), rule('smart_reset_pullrequest_approvals', 'main')],
      [],
    ],
  ])('%s', (_what, branches, expected) => {
    expect(told({ branches })).toEqual(expected);
  });
});

test('every finding names the page where a person sets it', () => {
  const open = { name: 'production', type: 'Production', adminOnly: false } as const;
  const branches = [approvals('main')];
  const seen = seenOf({ branches, environments: [open] });
  expect(semanticFindings(place, seen).map(({ link }) => link)).toEqual([
    'https://bitbucket.org/zentra/shop/admin/branch-restrictions',
    'https://bitbucket.org/zentra/shop/admin/pipelines/deployment-settings',
  ]);
});

describe('a rule for a type of branches', () => {
  const branches = [rule('push', 'type:hotfix'), rule('push', 'type:production')];
  const off = { production: false, prefixes: { hotfix: false } } as const;

  test('that is switched off protects nothing', () => {
    expect(told({ branches, branchingModel: [off] })).toEqual([
      'idle-rule: rules for "type:hotfix" protect nothing: the branching model has that type switched off',
      'idle-rule: rules for "type:production" protect nothing: the branching model has that type switched off',
    ]);
  });

  test.each<[what: string, live: Live]>([
    [
      'that is on protects it',
      { branchingModel: [{ production: 'main', prefixes: { hotfix: 'h/' } }] },
    ],
    [
      'is not judged by a model that does not count',
      { branchingModel: [off], inherit: [{ branchingModel: true }] },
    ],
    ['is not judged where the model was not looked at', {}],
  ])('%s', (_what, live) => {
    expect(told({ branches, ...live })).toEqual([]);
  });
});

describe('rules of one kind', () => {
  const model = { development: { mainBranch: true }, prefixes: { release: 'release/' } } as const;
  const known = { branchingModel: [model], repository: [{ mainBranch: 'main' }] };

  test.each<[one: string, other: string, overlap: boolean]>([
    ['main', '*', true],
    ['rel*', '*/1', true],
    ['main', 'release/*', false],
    ['type:release', 'rel*', true],
    ['type:release', 'feature/*', false],
    ['type:development', 'main', true],
    ['type:hotfix', '*', false],
  ])('for "%s" and "%s" overlap: %s', (one, other, overlap) => {
    const branches = [rule('force', one), rule('force', other), rule('delete', one)];
    expect(told({ branches, ...known })).toEqual(
      overlap
        ? [
            `overlapping-rules: two rules say "forcePush" of the same branches: that of "${one}", and that of "${other}"`,
          ]
        : [],
    );
  });
});

test.each<[needed: number, reviewers: string[] | undefined, expected: number]>([
  [2, ['{a}'], 1],
  [2, ['{a}', '{b}'], 0],
  [2, undefined, 0],
])('%i approvals by default reviewers, of whom there are %j', (needed, users, expected) => {
  const reviewers = users?.map((user) => ({ user }));
  const found = told({
    branches: [
      rule('require_default_reviewer_approvals_to_merge', 'main', needed),
      enforced('main'),
    ],
    ...(reviewers && { defaultReviewers: reviewers }),
  });
  expect(found.filter((each) => each.startsWith('too-few-reviewers'))).toHaveLength(expected);
});

test('everybody who may write can deploy to a production that is not for admins only', () => {
  const environments = [
    { name: 'live', type: 'Production', adminOnly: false },
    { name: 'safe', type: 'Production', adminOnly: true },
    { name: 'test', type: 'Test', adminOnly: false },
  ] as const;
  expect(told({ environments })).toEqual([
    'open-production: everybody who may write can deploy to "live"',
  ]);
});

test('a variable that is named like a secret and is not secured', () => {
  const plain = (key: string) => ({ key, secured: false as const, value: 'x' });
  expect(
    told({
      variables: [plain('NPM_TOKEN'), { key: 'DEPLOY_PASSWORD', secured: true }, plain('TOKENS')],
      environmentVariables: [{ environment: 'live', ...plain('API_KEY') }],
    }),
  ).toEqual([
    'plain-secret: the variable "NPM_TOKEN" is named like a secret, and everybody who may write can read it',
    'plain-secret: the variable "live/API_KEY" is named like a secret, and everybody who may write can read it',
  ]);
});
