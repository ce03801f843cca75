import { describe, expect, test } from 'vitest';
import { resolvePolicy } from '../../../governance/policy/resolve-policy.ts';
import { aPolicy } from '../../support/a-policy.ts';
import { caught } from '../../support/caught.ts';
import { releaseModel } from '../../support/release-model.ts';
import { findings, repositories, wanted } from '../../support/wanted.ts';

/** What is wanted of the shop, which is the only repository. */
const ofShop = (text: string) => wanted(aPolicy(text), 'AME/shop', 'shop');

describe('the release model', () => {
  test('is what a reader expects', () => {
    expect(wanted(aPolicy(releaseModel), 'AME/ame-shop AME/ame-legacy', 'ame-shop')).toEqual([
      'branches',
      '  branches/stg-250226/push: kind=push pattern=stg-250226',
      '  branches/stg-250226/forcePush: kind=force pattern=stg-250226',
      '  branches/stg-250226/delete: kind=delete pattern=stg-250226',
      '  branches/stg-250226/approvals: kind=require_approvals_to_merge pattern=stg-250226 value=1',
      '  branches/stg-250226/passingBuilds: kind=require_passing_builds_to_merge pattern=stg-250226 value=1',
      '  branches/fix/production-2026/push: kind=push pattern=fix/production-2026 groups=release-admins',
      '  branches/fix/production-2026/merge: kind=restrict_merges pattern=fix/production-2026 groups=release-managers',
      '  branches/fix/production-2026/forcePush: kind=force pattern=fix/production-2026',
      '  branches/fix/production-2026/delete: kind=delete pattern=fix/production-2026',
      '  branches/fix/production-2026/approvals: kind=require_approvals_to_merge pattern=fix/production-2026 value=2',
      '  branches/fix/production-2026/passingBuilds: kind=require_passing_builds_to_merge pattern=fix/production-2026 value=1',
      '  branches/fix/production-2026/resolvedTasks: kind=require_tasks_to_be_completed pattern=fix/production-2026',
      '  branches/fix/production-2026/noChangesRequested: kind=require_no_changes_requested pattern=fix/production-2026',
      '  branches/fix/production-2026/resetApprovalsOnChange: kind=reset_pullrequest_approvals_on_change pattern=fix/production-2026',
      '  branches/fix/production-2026/enforceMergeChecks: kind=enforce_merge_checks pattern=fix/production-2026',
      'defaultReviewers',
      '  defaultReviewers/ana@example.com: user=ana@example.com',
      'branchingModel',
      '  branchingModel: development=stg-250226 production=fix/production-2026 prefixes={"feature":"feature/","hotfix":"hotfix/"}',
      'inherit',
      '  inherit: branchingModel=false mergeStrategy=true',
      'pipelines',
      '  pipelines: enabled=true',
      'environments',
      '  environments/staging: name=staging type=Staging branches=stg-250226',
      '  environments/production: name=production type=Production adminOnly=true branches=fix/production-2026',
      'variables',
      '  variables/PRODUCTION_BRANCH: key=PRODUCTION_BRANCH secured=false value=fix/production-2026',
      '  variables/DEPLOY_KEY: key=DEPLOY_KEY secured=true',
      'repository',
      '  repository: private=true forkPolicy=no_public_forks mainBranch=stg-250226',
      'permissions of groups, users',
      '  permissions/groups/developers: to=group name=developers permission=write',
      '  permissions/groups/release-admins: to=group name=release-admins permission=admin',
      '  permissions/users/ana@example.com: to=user name=ana@example.com permission=admin',
      'webhooks',
      '  webhooks/release board: description=release board active=true url=https://board.example.com/hook events=pullrequest:fulfilled,repo:push',
      'schedules',
      '  schedules/stg-250226 nightly-audit 0 0 3 * * ? *: branch=stg-250226 pipeline=nightly-audit cron=0 0 3 * * ? * enabled=true',
      'knownHosts',
      '  knownHosts/ame-1.example.com ssh-ed25519: hostname=ame-1.example.com key=ssh-ed25519 AAAAC3NzaC1lZDI1',
      'deployKeys',
      '  deployKeys/release host: label=release host key=ssh-ed25519 AAAAC3NzaC1lZDI1',
    ]);
  });

  test('is one line different for the repository that says one thing more', () => {
    const [shop, legacy] = ['ame-shop', 'ame-legacy'].map((name) =>
      wanted(aPolicy(releaseModel), 'AME/ame-shop AME/ame-legacy', name),
    );
    expect(legacy?.filter((line) => !shop?.includes(line))).toEqual([
      '  branches/stg-250226/approvals: kind=require_approvals_to_merge pattern=stg-250226 value=2',
    ]);
    expect(legacy).toHaveLength(shop!.length);
  });
});

describe('layers', () => {
  test('win in their order: defaults, project, profiles, entries of the file', () => {
    const layers = [
      'defaults: { repository: { language: defaults } }',
      'projects: { AME: { repository: { language: project } } }',
      'profiles:\n  a: { repository: { language: a } }\n  b: { repository: { language: b } }',
      'repositories:\n  - { match: shop, use: [a, b] }',
      '  - { match: shop, repository: { language: first } }',
      "  - { match: '*', use: [a], repository: { language: last } }",
    ];
    // The profiles count only from the entry on that uses them.
    const upTo = [1, 2, 4, 5, 6].map((count) => ofShop(layers.slice(0, count).join('\n')).at(-1));
    expect(upTo).toEqual(
      ['defaults', 'project', 'b', 'first', 'last'].map((each) => `  repository: language=${each}`),
    );
  });

  test('lie right above the profiles they use, and profiles above what those use', () => {
    expect(
      ofShop(`
profiles:
  base: { repository: { private: true, language: php, description: base } }
  strict: { use: [base], repository: { language: go, description: strict } }
projects: { AME: { use: [strict], repository: { description: ours } } }
repositories: [{ match: shop, use: [base] }]
`),
    ).toEqual(['repository', '  repository: private=true description=ours language=go']);
  });

  test('merge maps and named lists by key, and replace everything else', () => {
    expect(
      ofShop(`
defaults:
  defaultReviewers: [ana@example.com]
  webhooks: [{ description: board, url: 'https://a.example.com', events: [repo:push] }]
  branches: { main: { push: { users: [ana@example.com], groups: [admins] }, approvals: 1 } }
repositories:
  - match: shop
    defaultReviewers: [bo@example.com]
    webhooks: [{ description: board, active: false }]
    branches: { main: { push: { groups: [ops] } }, next: { delete: false } }
`),
    ).toEqual([
      'branches',
      '  branches/main/push: kind=push pattern=main groups=ops',
      '  branches/main/approvals: kind=require_approvals_to_merge pattern=main value=1',
      '  branches/next/delete: kind=delete pattern=next',
      'defaultReviewers',
      '  defaultReviewers/ana@example.com: user=ana@example.com',
      '  defaultReviewers/bo@example.com: user=bo@example.com',
      'webhooks',
      '  webhooks/board: description=board active=false url=https://a.example.com events=repo:push',
    ]);
  });

  test('take back what a layer below said: a value, an item, an element, a section', () => {
    expect(
      ofShop(`
defaults:
  branches: { main: { push: nobody, approvals: 1 }, old: { push: nobody } }
  defaultReviewers: [ana@example.com, bo@example.com]
  variables: { KEEP: a, DROP: b }
  environments: { production: { type: Production, variables: { A: b } } }
  pipelines: { enabled: true }
repositories:
  - match: shop
    branches: { main: { approvals: null }, old: null }
    defaultReviewers: [{ user: bo@example.com, remove: true }]
    variables: { DROP: null }
    environments: { production: { variables: null } }
    pipelines: null
`),
    ).toEqual([
      'branches',
      '  branches/main/push: kind=push pattern=main',
      'defaultReviewers',
      '  defaultReviewers/ana@example.com: user=ana@example.com',
      'environments',
      '  environments/production: name=production type=Production',
      'variables',
      '  variables/KEEP: key=KEEP secured=false value=a',
    ]);
  });

  test('can name again what they took back', () => {
    expect(
      ofShop(`
defaults: { variables: { A: one, B: two } }
repositories: [{ match: shop, variables: null }, { match: shop, variables: { B: again } }]
`),
    ).toEqual(['variables', '  variables/B: key=B secured=false value=again']);
  });
});

describe('a place', () => {
  test('is the workspace, a project or a repository, each with settings of its own', () => {
    const policy = aPolicy(`
projects:
  AME:
    settings: { permissions: { groups: { leads: create-repo } }, branchingModel: { production: false } }
    pipelines: { enabled: true }
`);
    expect(wanted(policy, 'AME/shop', 'AME')).toEqual([
      'branchingModel',
      '  branchingModel: production=false',
      'permissions of groups',
      '  permissions/groups/leads: to=group name=leads permission=create-repo',
    ]);
    expect(wanted(policy, 'AME/shop', 'shop')).toEqual(['pipelines', '  pipelines: enabled=true']);
    expect(wanted(policy, 'AME/shop', 'workspace')).toEqual([]);
  });

  test('of the workspace holds variables and webhooks', () => {
    const { desired } = resolvePolicy(
      aPolicy('', { workspace: '{ name: zentra, variables: { REGION: eu } }' }),
      [],
    );
    expect(desired.map(({ place, sections }) => [place, sections.map(({ kind }) => kind)])).toEqual(
      [[{ is: 'workspace', workspace: 'zentra' }, ['variables']]],
    );
  });

  test('is left out when nobody speaks of it', () => {
    const policy = aPolicy("repositories: [{ match: 'ame-*', pipelines: { enabled: true } }]");
    expect(
      resolvePolicy(policy, repositories('X/other AME/ame-a')).desired.map(({ place }) => place),
    ).toEqual([{ is: 'repository', workspace: 'zentra', slug: 'ame-a' }]);
  });

  test('of one project is meant where an entry says so', () => {
    const policy = aPolicy('repositories: [{ project: AME, pipelines: { enabled: true } }]');
    expect(wanted(policy, 'AME/shop X/other', 'shop')).toHaveLength(2);
    expect(wanted(policy, 'AME/shop X/other', 'other')).toEqual([]);
  });
});

describe('what a section says', () => {
  test.each<[what: string, text: string, expected: string[]]>([
    [
      'nothing belongs there',
      'defaults: { webhooks: [], unmanaged: { webhooks: prune } }',
      ['webhooks, nothing else'],
    ],
    [
      'one word for all sections, another for one',
      'unmanaged: prune\ndefaults: { webhooks: [], knownHosts: [], unmanaged: { webhooks: report } }',
      ['webhooks', 'knownHosts, nothing else'],
    ],
    [
      'a variable must not be there',
      'defaults: { variables: { OLD: { absent: true } } }',
      ['variables', '  variables/OLD: absent key=OLD secured=false'],
    ],
    [
      'a group has no permission',
      'defaults: { permissions: { groups: { all: none } } }',
      [
        'permissions of groups',
        '  permissions/groups/all: absent to=group name=all permission=none',
      ],
    ],
    [
      'variables of environments',
      'defaults: { environments: { live: { was: production, variables: { K: { secured: true, from: LIVE_K } } }, test: {} } }',
      [
        'environments',
        '  environments/live: name=live was=production',
        '  environments/test: name=test',
        'environmentVariables of live',
        '  environments/live/variables/K: environment=live key=K secured=true from=LIVE_K',
      ],
    ],
    [
      'a schedule whose pipeline has spaces',
      "defaults: { schedules: [{ branch: main, pipeline: a b, cron: '0 0 3 * * ? *', enabled: false }] }",
      [
        'schedules',
        '  schedules/main a b 0 0 3 * * ? *: branch=main pipeline=a b cron=0 0 3 * * ? * enabled=false',
      ],
    ],
    [
      'merge strategies, in whatever order',
      'defaults: { mergeStrategies: { main: { default: squash, allowed: [squash, merge_commit] } } }',
      [
        'mergeStrategies',
        '  mergeStrategies/main: branch=main default=squash allowed=merge_commit,squash',
      ],
    ],
    ['nothing of a switch', 'defaults: { pipelines: {} }', ['pipelines']],
  ])('%s', (_, text, expected) => {
    expect(ofShop(text)).toEqual(expected);
  });

  test('is enough only when all layers are merged', () => {
    const hook = '{ description: board, active: false }';
    const stop = caught(() => ofShop(`repositories:\n  - { match: shop, webhooks: [${hook}] }`));
    expect(stop.details).toEqual(['policy.yml:2:31 "webhooks/board" has no url and no events']);
  });
});

describe('a person is told', () => {
  test('of a match and of a project that fit nothing', () => {
    const policy = aPolicy(`repositories:
  - { match: [shop, 'shpo-*'], pipelines: { enabled: true } }
  - { match: shop, project: OLD, pipelines: { enabled: true } }
projects: { OLD: { pipelines: { enabled: true } } }`);
    expect(findings(policy, 'AME/shop')).toEqual([
      'policy.yml:2:5: "shpo-*" fits no repository that can be seen (Correct the name, or remove it from the policy)',
      'policy.yml:3:5: "shop" in the project "OLD" fits no repository that can be seen (Correct the name, or remove it from the policy)',
      'policy.yml:4:13: the project "OLD" fits no repository that can be seen (Correct the name, or remove it from the policy)',
    ]);
  });

  test.each<[branches: string, told: boolean]>([
    ['{ main: { push: nobody } }', false],
    ["{ 'm*': { push: nobody } }", false],
    ["{ '*': { push: { groups: [ops] } } }", false],
    ['{ type:production: { push: nobody } }', false],
    ['{ type:development: { push: nobody } }', true],
    ['{ main: { push: anyone } }', true],
    ['{ main: { approvals: 1 } }', true],
    ['{ mai: { push: nobody } }', true],
  ])(
    'when an environment is deployed from a branch that %s does not protect: %s',
    (branches, told) => {
      const policy = aPolicy(`defaults:
  branches: ${branches}
  branchingModel: { production: { mainBranch: true } }
  repository: { mainBranch: main }
  environments: { production: { branches: [main] } }`);
      expect(findings(policy, 'AME/shop AME/other')).toEqual(
        told
          ? [
              'policy.yml:5:33: the environment "production" is deployed from "main", to which everybody may push (Say under "branches" who may push to "main")',
            ]
          : [],
      );
    },
  );
});
