import { expect, test } from 'vitest';
import type { Made } from '../../governance/make-plan.ts';
import { aBitbucket } from '../support/a-bitbucket.ts';

const controls = ({ plan }: Made) =>
  plan.places.flatMap(({ changes }) =>
    changes.map(({ action, control }) => `${action} ${control}`),
  );
const sections = ({ plan }: Made) => plan.places.flatMap((place) => place.sections);

test('a missing scope is no access to its section, and the rest goes on', async () => {
  const scopes = ['read:repository:bitbucket', 'admin:repository:bitbucket'];
  const { bitbucket, plan } = await aBitbucket({ scopes });
  bitbucket.addRepository({ slug: 'shop' });
  const made = await plan(
    'workspace: zentra\ndefaults: { variables: { URL: x }, branches: { main: { push: nobody } } }',
  );
  expect(controls(made)).toEqual(['create branches/main/push']);
  const [problem] = sections(made).flatMap((each) => each.problem ?? []);
  expect(problem).toMatchObject({ kind: 'missing-scope' });
  expect(`${problem?.message} ${problem?.hint}`).toContain('read:pipeline:bitbucket');
});

test('without the scope to look people up, sections that name nobody are still planned', async () => {
  const scopes = [
    'read:repository:bitbucket',
    'admin:repository:bitbucket',
    'read:pullrequest:bitbucket',
  ];
  const { bitbucket, plan } = await aBitbucket({ scopes });
  bitbucket.addRepository({ slug: 'shop' });
  const made = await plan(
    'workspace: zentra\ndefaults: { defaultReviewers: [a@b.example], pipelines: { enabled: true } }',
  );
  expect(controls(made)).toEqual(['update pipelines']);
  expect(sections(made).find(({ kind }) => kind === 'defaultReviewers')?.problem).toMatchObject({
    kind: 'missing-scope',
  });
});

test('core sections: five requests for a repository, one for the list', async () => {
  const { bitbucket, plan } = await aBitbucket();
  for (const slug of ['a', 'b', 'c']) bitbucket.addRepository({ slug });
  await plan(`
workspace: zentra
defaults:
  branches: { main: { push: nobody } }
  defaultReviewers: []
  branchingModel: { deleteAfterMerge: true }
  pipelines: { enabled: true }
  environments: { test: { type: Test } }
  repository: { private: true }
`);
  expect(bitbucket.requests.entries).toHaveLength(3 * 5 + 1);
});

test('what the policy does not name is reported, and goes only under prune', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  shop.variables.push({ uuid: '{v}', key: 'OLD', value: '', secured: false });
  const report = await plan('workspace: zentra\ndefaults: { variables: {} }');
  expect(controls(report)).toEqual([]);
  expect(sections(report)).toMatchObject([{ unmanaged: [{ control: 'variables/OLD' }] }]);
  const prune = await plan('workspace: zentra\nunmanaged: prune\ndefaults: { variables: {} }');
  expect(controls(prune)).toEqual(['delete variables/OLD']);
});

test('a rule of a kind nobody knows stays, even under prune', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const rule = {
    branch_match_kind: 'glob',
    pattern: 'main',
    branch_type: null,
    value: null,
    users: [],
    groups: [],
  } as const;
  shop.restrictions.push({ ...rule, users: [], groups: [], id: 1, kind: 'require_lineage' });
  shop.restrictions.push({ ...rule, users: [], groups: [], id: 2, kind: 'force' });
  const made = await plan('workspace: zentra\nunmanaged: prune\ndefaults: { branches: {} }');
  expect(controls(made)).toEqual(['delete branches/main/forcePush']);
  expect(sections(made)).toMatchObject([
    { unmanaged: [{ control: 'branches/main/require_lineage' }] },
  ]);
});

test('a reviewer of the project counts in its repositories, and is not removed there', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const ana = bitbucket.addMember({ email: 'ana@example.com' });
  bitbucket.addRepository({ slug: 'shop' });
  bitbucket.state.projects.CORE!.reviewers.push(ana.uuid);
  const named = await plan('workspace: zentra\ndefaults: { defaultReviewers: [ana@example.com] }');
  expect(controls(named)).toEqual([]);
  const pruned = await plan(
    'workspace: zentra\nunmanaged: prune\ndefaults: { defaultReviewers: [] }',
  );
  expect(controls(pruned)).toEqual([]);
});

test('what tightens comes first, what loosens last, and a variable after its environment', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const rule = { branch_match_kind: 'glob', branch_type: null, users: [], groups: [] } as const;
  shop.restrictions.push({
    ...rule,
    users: [],
    groups: [],
    id: 1,
    kind: 'force',
    pattern: 'old',
    value: null,
  });
  const made = await plan(`
workspace: zentra
unmanaged: prune
defaults:
  branches: { main: { push: nobody } }
  environments: { test: { type: Test, variables: { URL: x } } }
`);
  expect(controls(made)).toEqual([
    'create branches/main/push',
    'create environments/test',
    'create environments/test/variables/URL',
    'delete branches/old/forcePush',
  ]);
});

test('an exception keeps only the field that somebody answers for', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  Object.assign(shop, { is_private: false, description: 'old' });
  const made = await plan(`
workspace: zentra
defaults: { repository: { private: true, description: new } }
exceptions:
  - { repository: shop, control: repository/private, owner: ana@example.com, reason: open source, until: 2026-12-31 }
`);
  const [excepted, rest] = made.plan.places[0]!.changes;
  expect(excepted).toMatchObject({ excepted: { owner: 'ana@example.com' } });
  expect(rest).toMatchObject({ after: { private: false, description: 'new' } });
});

test('an exception that is over is drift', async () => {
  const { bitbucket, plan } = await aBitbucket();
  bitbucket.addRepository({ slug: 'shop' });
  const made = await plan(`
workspace: zentra
defaults: { variables: { URL: x } }
exceptions:
  - { repository: shop, control: variables/URL, owner: ana, reason: later, until: 2026-11-20 }
`);
  expect(made.plan.places[0]!.changes).not.toMatchObject([{ excepted: {} }]);
});

test('the live digest moves with what was looked at, and only with that', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const policy = 'workspace: zentra\ndefaults: { variables: { URL: x } }';
  const first = await plan(policy);
  shop.description = 'something else';
  expect((await plan(policy)).plan.live).toBe(first.plan.live);
  shop.variables.push({ uuid: '{v}', key: 'OTHER', value: '', secured: false });
  expect((await plan(policy)).plan.live).not.toBe(first.plan.live);
});

test('an empty page of a list that says it has more is a problem, and deletes nothing', async () => {
  const { bitbucket, plan } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  shop.variables.push({ uuid: '{v}', key: 'URL', value: 'x', secured: false });
  bitbucket.faults.push({ on: '/variables', does: 'empty-page', size: 'kept', times: 9 });
  const made = await plan(
    'workspace: zentra\nunmanaged: prune\ndefaults: { variables: { URL: x } }',
  );
  expect(controls(made)).toEqual([]);
  expect(sections(made)).toMatchObject([{ problem: { kind: 'incomplete' } }]);
});
