import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Bitbucket } from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import type { Repository, Restriction } from '../../pipe/demo/bitbucket/state.ts';
import { aDesk } from '../support/a-desk.ts';

const uuid = (number: number) => `{${String(number).padStart(8, '0')}}`;

function rule(id: number, kind: string, more: Partial<Restriction> = {}): Restriction {
  const match = { branch_match_kind: 'glob', pattern: 'main', branch_type: null } as const;
  return { id, kind, ...match, value: null, users: [], groups: [], ...more };
}

const variable = (id: number, key: string, value: string, secured = false) => ({
  uuid: uuid(id),
  key,
  value,
  secured,
});

const hook = (id: number, description: string, secret: string | null) => ({
  uuid: uuid(id),
  url: `https://${description}.example.com/hook`,
  description,
  active: true,
  events: ['repo:push'],
  secret,
  created_at: '',
});

/** What nearly all repositories have. */
function settle(repository: Repository, someone: string) {
  Object.assign(repository, {
    restrictions: [
      rule(1, 'push'),
      rule(2, 'restrict_merges', { groups: ['release-managers'], users: [someone] }),
      rule(3, 'force'),
      rule(4, 'require_approvals_to_merge', { value: 2 }),
      rule(5, 'require_review_group_approvals_to_merge', { value: 1 }),
      rule(6, 'enforce_merge_checks', {
        branch_match_kind: 'branching_model',
        pattern: '',
        branch_type: 'production',
      }),
    ],
    reviewers: [someone],
    pipelines: { enabled: true },
    environments: [
      {
        uuid: uuid(10),
        name: 'production',
        slug: 'production',
        environment_type: 'Production',
        admin_only: true,
        variables: [
          variable(11, 'URL', 'https://example.com'),
          variable(12, 'TOKEN', 'hidden-1', true),
        ],
      },
    ],
    variables: [
      variable(13, 'BRANCH', 'main'),
      variable(14, 'NPM_TOKEN', 'hidden-2', true),
      variable(15, 'MESSAGE', 'costs $'.concat('{5}')),
    ],
    hooks: [hook(16, 'board', 'hidden-3')],
    knownHosts: [{ uuid: uuid(17), hostname: 'one.example', key_type: 'ssh-rsa', key: 'AAAA' }],
    deployKeys: [{ id: 18, key: 'ssh-rsa AAAA', label: 'host', comment: '', created_on: '' }],
  });
  repository.grants.groups['release-managers'] = 'write';
}

/** Fifty repositories in two projects: most are alike, a few differ in a little. */
async function aWorkspace() {
  const desk = await aDesk('workspace: zentra');
  const { bitbucket } = desk;
  const { uuid: ana } = bitbucket.addMember({ email: 'ana@example.com' });
  bitbucket.addGroup({ name: 'release-managers' });
  for (let number = 1; number <= 49; number += 1) {
    const project = number > 40 ? 'WEB' : 'CORE';
    bitbucket.addRepository({ slug: `app-${number}`, project, branches: ['main', 'dev'] });
  }
  for (const repository of Object.values(bitbucket.state.repositories)) settle(repository, ana);
  deviate(bitbucket);
  return desk;
}

function deviate({ state }: Bitbucket) {
  const of = (slug: string) => state.repositories[slug]!;
  of('app-1').variables[0]!.value = 'dev';
  of('app-2').restrictions = of('app-2').restrictions.filter(({ kind }) => kind !== 'force');
  of('app-2').restrictions.push(rule(9, 'require_lineage'));
  of('app-3').hooks = [];
  of('app-3').reviewers = [];
  of('app-4').hooks[0]!.secret = null;
  of('app-5').variables.push(variable(20, 'AWS_SECRET', 'hidden-4'));
  of('app-6').deployKeys = [
    { id: 21, key: 'ssh-rsa BBBB', label: 'ci', comment: '', created_on: '' },
  ];
  for (const slug of ['app-7', 'app-8']) {
    of(slug).restrictions = of(slug).restrictions.map((each) =>
      each.value === 2 ? { ...each, value: 1 } : each,
    );
  }
  of('app-9').environments = [];
  of('app-10').inherits.branching_model = false;
  state.projects.WEB!.reviewers = [state.members[1]!.uuid];
  state.projects.WEB!.grants.groups['release-managers'] = 'admin';
  state.workspace.variables.push(variable(22, 'REGISTRY', 'r.example.com'));
  state.workspace.variables.push(variable(23, 'REGISTRY_PASSWORD', 'hidden-5', true));
  state.workspace.hooks.push(hook(24, 'chat', 'hidden-6'));
}

test('only the repositories that are asked for: without the project’s and the workspace’s settings', async () => {
  const { bitbucket, directory, runBare } = await aDesk('workspace: zentra', ['shop', 'other']);
  bitbucket.state.workspace.variables.push(variable(1, 'REGISTRY', 'r.example.com'));
  const words = ['govern', 'export', '--workspace', 'zentra', '--output', 'policy.yml'];
  expect(await runBare(...words, '--repository', 'shop')).toMatchObject({ exit: 0 });
  const policy = parse(readFileSync(join(directory, 'policy.yml'), 'utf8'));
  expect(Object.keys(policy)).toEqual(['workspace', 'profiles', 'repositories']);
  expect(policy.repositories).toEqual([{ match: ['shop'], use: ['shared'] }]);
});

test('what may not be looked at is told, left alone, and ends with 3', async () => {
  const desk = await aDesk('workspace: zentra');
  const { secret } = desk.bitbucket.issueToken({
    kind: 'api',
    scopes: ['read:repository:bitbucket', 'admin:repository:bitbucket', 'read:project:bitbucket'],
  });
  const words = ['govern', 'export', '--workspace', 'zentra', '--output', 'policy.yml'];
  const exported = await desk.runWith({ BITBUCKET_API_TOKEN: secret }, ...words);
  expect(exported.exit).toBe(3);
  expect(exported.out).toContain('zentra/shop variables');
  expect(exported.out).toContain('workspace zentra webhooks');
  const text = readFileSync(join(desk.directory, 'policy.yml'), 'utf8');
  expect(text).not.toContain('variables');
  expect(await desk.run('govern', 'plan', '--exit-code')).toMatchObject({ exit: 0 });
});

test('fifty repositories: one profile, small differences, no secret, and a plan without changes', async () => {
  const { directory, run, runBare } = await aWorkspace();
  const words = ['govern', 'export', '--workspace', 'zentra', '--output', 'policy.yml'];
  const exported = await runBare(...words);
  expect(exported).toMatchObject({ exit: 0 });
  expect(exported.out).toContain(
    'zentra/app-5: variables/AWS_SECRET is named like a secret and is not secured',
  );
  const text = readFileSync(join(directory, 'policy.yml'), 'utf8');
  expect(text).not.toContain('hidden');
  const plan = await run('govern', 'plan', '--exit-code');
  expect(plan.out).toContain('no changes');
  expect(plan).toMatchObject({ exit: 0 });

  const { workspace, projects, profiles, repositories } = parse(text);
  expect(workspace.variables.REGISTRY_PASSWORD).toEqual({ secured: true });
  expect(workspace.webhooks).toMatchObject([{ description: 'chat', secret: true }]);
  expect(projects.WEB.settings.permissions.groups).toEqual({ 'release-managers': 'admin' });
  expect(profiles.shared.restrictions).toEqual([
    {
      kind: 'require_review_group_approvals_to_merge',
      pattern: 'main',
      value: 1,
    },
  ]);
  const [all, ...others] = repositories;
  expect(all).toEqual({ match: '*', use: ['shared'] });
  expect(text).toContain(`# ${profiles.shared.defaultReviewers[0]} is Ana`);
  const of = (slug: string) =>
    others.find(({ match }: { match: string | string[] }) => [match].flat().includes(slug));
  expect(of('app-1')).toEqual({ match: 'app-1', variables: { BRANCH: 'dev' } });
  expect(of('app-2')).toMatchObject({ branches: { main: { forcePush: null } } });
  expect(of('app-3')).toEqual({
    match: 'app-3',
    defaultReviewers: [{ user: expect.any(String), remove: true }],
    webhooks: [{ description: 'board', remove: true }],
  });
  expect(of('app-4').webhooks).toEqual([{ description: 'board', secret: null }]);
  expect(of('app-8')).toEqual({
    match: ['app-7', 'app-8'],
    branches: { main: { approvals: 1 } },
  });
  expect(of('app-20')).toBeUndefined();
  expect(text.split('\n').length).toBeLessThan(100);
});
