import { expect, test } from 'vitest';
import { aBitbucket } from '../support/a-bitbucket.ts';

const outcomes = (deeds: readonly { change: { control: string }; outcome: string }[]) =>
  Object.fromEntries(deeds.map(({ change, outcome }) => [change.control, outcome]));

test('a repository ends at its first failure, and the others go on', async () => {
  const { bitbucket, apply } = await aBitbucket();
  for (const slug of ['one', 'two']) bitbucket.addRepository({ slug });
  bitbucket.faults.push({
    on: 'PUT /2.0/repositories/zentra/one/pipelines_config',
    does: 'fail',
    status: 400,
  });
  const policy = `
workspace: zentra
defaults:
  branches: { main: { push: nobody } }
  pipelines: { enabled: true }
  variables: { URL: x }
`;
  const deeds = await apply(policy);
  const of = (slug: string) =>
    outcomes(deeds.filter(({ place }) => place.is === 'repository' && place.slug === slug));
  expect(of('one')).toEqual({
    'branches/main/push': 'done',
    pipelines: 'failed',
    'variables/URL': 'not reached',
  });
  expect(Object.values(of('two'))).toEqual(['done', 'done', 'done']);
  expect(outcomes(await apply(policy))).toEqual({ pipelines: 'done', 'variables/URL': 'done' });
});

test('what a plan does not have is said, and the rest goes on', async () => {
  const { bitbucket, apply, plan } = await aBitbucket({ plan: 'free' });
  bitbucket.addRepository({ slug: 'shop' });
  const deeds = await apply(`
workspace: zentra
defaults:
  branches: { main: { push: nobody, enforceMergeChecks: true, approvals: 1 } }
  environments: { live: { type: Production, adminOnly: true } }
  variables: { URL: x }
`);
  expect(outcomes(deeds)).toEqual({
    'branches/main/push': 'done',
    'branches/main/enforceMergeChecks': 'plan-limited',
    'branches/main/approvals': 'done',
    'environments/live': 'plan-limited',
    'variables/URL': 'done',
  });
  expect((await plan('workspace: zentra')).plan.places).toEqual([]);
});

test('an answer that got lost: what was made is not made twice', async () => {
  const { bitbucket, apply } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  bitbucket.faults.push({ on: 'POST', does: 'fail', status: 500, applied: true });
  const deeds = await apply(
    'workspace: zentra\ndefaults: { branches: { main: { push: nobody } } }',
  );
  expect(outcomes(deeds)).toEqual({ 'branches/main/push': 'done' });
  expect(shop.restrictions).toHaveLength(1);
});

test('what somebody changed between plan and write is not overwritten', async () => {
  const { bitbucket, apply } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  shop.variables.push({ uuid: '{v}', key: 'URL', value: 'old', secured: false });
  const deeds = await apply('workspace: zentra\ndefaults: { variables: { URL: new } }', () => {
    shop.variables[0]!.value = 'theirs';
  });
  expect(deeds).toMatchObject([{ outcome: 'failed', hint: 'Plan again' }]);
  expect(shop.variables[0]).toMatchObject({ value: 'theirs' });
});

test('what somebody made meanwhile is left as it is', async () => {
  const { bitbucket, apply } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const deeds = await apply('workspace: zentra\ndefaults: { variables: { URL: new } }', () => {
    shop.variables.push({ uuid: '{v}', key: 'URL', value: 'new', secured: false });
  });
  expect(deeds).toMatchObject([{ outcome: 'already' }]);
});

test('a secured value comes from the environment, and is in no plan and no journal', async () => {
  const { bitbucket, apply, journal } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  const policy =
    'workspace: zentra\ndefaults: { variables: { KEY: { secured: true, from: MY_KEY } } }';
  const deeds = await apply(policy);
  expect(shop.variables).toMatchObject([{ key: 'KEY', value: 'value of MY_KEY', secured: true }]);
  expect(JSON.stringify([deeds, journal])).not.toContain('value of MY_KEY');
  expect(journal).toHaveLength(2);
});

test('renaming an environment keeps it for admins only, and keeps its variables', async () => {
  const { bitbucket, apply } = await aBitbucket();
  const shop = bitbucket.addRepository({ slug: 'shop' });
  await apply(
    'workspace: zentra\ndefaults: { environments: { live: { type: Production, adminOnly: true } } }',
  );
  const { uuid } = shop.environments[0]!;
  const deeds = await apply(
    'workspace: zentra\ndefaults: { environments: { production: { was: live, type: Production } } }',
  );
  expect(deeds).toMatchObject([{ outcome: 'done' }]);
  expect(shop.environments).toMatchObject([{ uuid, name: 'production', admin_only: true }]);
});

test.each(['flat', 'nested'] as const)(
  'inheritance is written in the form it was read in: %s',
  async (inheritance) => {
    const { bitbucket, apply } = await aBitbucket({ inheritance });
    const shop = bitbucket.addRepository({ slug: 'shop' });
    await apply('workspace: zentra\ndefaults: { inherit: { branchingModel: false } }');
    expect(shop.inherits).toEqual({ branching_model: false, default_merge_strategy: true });
  },
);
