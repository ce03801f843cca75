import { expect, test } from 'vitest';
import { aDesk } from '../support/a-desk.ts';

const policy = `
workspace:
  name: zentra
  variables: { REGISTRY: r.example.com, TOKEN: { secured: true, from: REGISTRY_TOKEN } }
  webhooks: [{ description: chat, url: 'https://chat.example.com', events: ['repo:push'] }]
projects:
  CORE:
    settings:
      defaultReviewers: [ana@example.com]
      branchingModel: { production: release, prefixes: { hotfix: fix/ } }
      permissions: { groups: { developers: create-repo }, users: { ana@example.com: admin } }
      deployKeys: [{ label: host, key: ssh-ed25519 AAAA }]
    inherit: { branchingModel: true }
`;

async function aCompany(text = policy, options: Parameters<typeof aDesk>[2] = {}) {
  const desk = await aDesk(text, ['shop'], options);
  desk.bitbucket.addMember({ email: 'ana@example.com' });
  desk.bitbucket.addGroup({ name: 'developers' });
  return desk;
}

const secret = { REGISTRY_TOKEN: 'hidden' };
const apply = ['govern', 'apply', '--yes', '--policy', 'policy.yml'] as const;

test('a workspace, its project and what repositories take over: planned, applied, planned to nothing', async () => {
  const { bitbucket, run, runWith } = await aCompany();
  const { state } = bitbucket;
  state.repositories.shop!.inherits.branching_model = false;
  const plan = await run('govern', 'plan', '--exit-code');
  expect(plan.exit).toBe(2);
  expect(plan.out).toContain('workspace zentra');
  expect(plan.out).toContain('+ permissions/groups/developers  permission create-repo');
  expect(await runWith(secret, ...apply)).toMatchObject({ exit: 0 });
  const [, ana] = state.members;
  expect(state.projects.CORE).toMatchObject({
    reviewers: [ana!.uuid],
    grants: { groups: { developers: 'create-repo' }, users: { [ana!.uuid]: 'admin' } },
    model: { production: { enabled: true, name: 'release' } },
    deployKeys: [{ label: 'host' }],
  });
  expect(state.workspace.variables).toMatchObject([
    { key: 'REGISTRY', value: 'r.example.com' },
    { key: 'TOKEN', value: 'hidden', secured: true },
  ]);
  expect(state.workspace.hooks).toMatchObject([{ description: 'chat' }]);
  expect(state.repositories.shop!.inherits.branching_model).toBe(true);
  expect(await run('govern', 'plan', '--exit-code')).toMatchObject({ exit: 0 });
});

test('what a token may not look at is told with the scope it lacks, and the rest is applied', async () => {
  const { bitbucket, runWith } = await aCompany();
  const scopes = [
    ...['read:repository', 'admin:repository', 'read:pipeline', 'admin:pipeline'],
    ...['read:workspace', 'read:user'],
  ].map((each) => `${each}:bitbucket`);
  const { secret: token } = bitbucket.issueToken({ kind: 'api', scopes });
  const applied = await runWith({ ...secret, BITBUCKET_API_TOKEN: token }, ...apply);
  expect(applied.exit).toBe(3);
  expect(applied.out).toContain('project CORE permissions');
  expect(applied.out).toContain('read:project:bitbucket');
  expect(applied.out).toContain('workspace zentra webhooks');
  expect(bitbucket.state.workspace.variables).toHaveLength(2);
  expect(bitbucket.state.projects.CORE!.reviewers).toEqual([]);
});

test('a workspace that is full takes nobody more: said, and the rest is done', async () => {
  const { bitbucket, runWith } = await aCompany(policy, { plan: 'free', userLimit: 1 });
  const { exit, out } = await runWith(secret, ...apply);
  expect(exit).not.toBe(0);
  expect(out).toContain('user limit');
  expect(bitbucket.state.workspace.hooks).toHaveLength(1);
  expect(bitbucket.state.projects.CORE!.model.production.name).toBe('release');
});

test.each([
  ['settings: { defaultReviewers: [ghost@example.com] }', '"ghost@example.com" is nobody'],
  ['settings: { permissions: { groups: { ghosts: read } } }', '"ghosts" is nobody'],
])('nobody is guessed: %s', async (settings, told) => {
  const { run, writes } = await aCompany(`workspace: zentra\nprojects: { CORE: { ${settings} } }`);
  const { exit, err } = await run('govern', 'plan');
  expect(exit).toBe(64);
  expect(err).toContain(told);
  expect(writes()).toEqual([]);
});

test('a project that nobody has is told, and cannot be looked at', async () => {
  const { run } = await aCompany(
    'workspace: zentra\nprojects: { NONE: { settings: { defaultReviewers: [] } } }',
  );
  const { exit, out } = await run('govern', 'plan');
  expect(exit).toBe(3);
  expect(out).toContain('the project "NONE" fits no repository that can be seen');
  expect(out).toContain('project NONE defaultReviewers');
});

test('branch rules and merge strategies of a project: nothing is asked, an audit says where to look', async () => {
  const { bitbucket, run } = await aCompany(`
workspace: zentra
projects:
  CORE:
    settings:
      branches: { main: { push: nobody } }
      mergeStrategies: { main: { default: squash } }
`);
  const audit = await run('govern', 'audit', '--format', 'json');
  expect(audit.exit).toBe(0);
  expect(JSON.parse(audit.out).controls).toMatchObject([
    { control: 'branches/main/push', coverage: 'unverifiable' },
    { control: 'mergeStrategies/main', coverage: 'unverifiable' },
  ]);
  const told = await run('govern', 'audit');
  expect(told.out).toContain('no API shows the branch rules of a project');
  expect(told.out).toContain('https://bitbucket.org/zentra/workspace/projects/CORE');
  expect(bitbucket.requests.count('/2.0/workspaces')).toBe(0);
});

test('with --repository, an exception or entry for another repository is not called wrong', async () => {
  const { bitbucket, run } = await aCompany(`
workspace: zentra
repositories:
  - { match: shop, variables: { URL: x } }
  - { match: other, variables: { URL: y } }
  - { match: gone, variables: { URL: z } }
exceptions:
  - { repository: other, control: variables/URL, owner: ana, reason: later, until: 2026-12-31 }
`);
  bitbucket.addRepository({ slug: 'other' });
  const { out } = await run('govern', 'audit', '--repository', 'shop');
  expect(out).not.toContain('"other" fits no repository');
  expect(out).not.toContain('fits nothing that the policy names');
  expect(out).toContain('"gone" fits no repository');
  expect(bitbucket.requests.count('/2.0/repositories/zentra/other')).toBe(0);
});

test('with --repository, a name that is none is refused', async () => {
  const { run } = await aCompany();
  const { exit, err } = await run('govern', 'plan', '--repository', 'shpo');
  expect(exit).toBe(64);
  expect(err).toContain('Cannot look at "shpo": no such repository of "zentra" is seen');
});

test('a policy that contradicts itself and loosens a lock: all told at once, with both places, before anybody is asked', async () => {
  const { bitbucket, run } = await aCompany(`workspace: zentra
profiles:
  strict:
    locked: true
    branches: { main: { approvals: 2, push: nobody } }
defaults:
  branches: { main: { approvals: 1 } }
  restrictions: [{ kind: require_approvals_to_merge, pattern: main, value: 3 }]
repositories:
  - { match: shop, use: [strict], branches: { main: { approvals: 1, push: { groups: [developers] } } } }
`);
  const { exit, err } = await run('govern', 'plan');
  expect(exit).toBe(64);
  expect(err).toContain(
    'policy.yml:8:18 "branches/main/approvals" is 3 here, and 1 at policy.yml:7:23',
  );
  expect(err).toContain(
    'policy.yml:10:55 "branches/main/approvals" is 1 here, which loosens the 2',
  );
  expect(err).toContain('"branches/main/push" is developers here, which loosens the nobody');
  expect(bitbucket.requests.entries).toEqual([]);
});

test('a variable of the policy that is not set is told with its place, and a set one is filled in', async () => {
  const { run, runWith } = await aCompany(
    'workspace: zentra\ndefaults: { variables: { URL: "$'.concat('{SHOP_URL}" } }\n'),
  );
  const missing = await run('govern', 'plan');
  expect(missing).toMatchObject({ exit: 64 });
  expect(missing.err).toContain('policy.yml:2:26 the variable "SHOP_URL" is not set');
  const plan = ['govern', 'plan', '--policy', 'policy.yml'] as const;
  const { exit, out } = await runWith({ SHOP_URL: 'https://shop.example' }, ...plan);
  expect(exit).toBe(0);
  expect(out).toContain('https://shop.example');
});
