import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

const settings = `${shop}/branching-model/settings`;
const project = '/workspaces/zentra/projects/CORE';

describe('a branching model', () => {
  test('changes only in what was sent', async () => {
    const { ask } = await aBitbucket();
    const before = (await ask('GET', settings)).body;
    expect(before.development).toEqual({ use_mainbranch: true, name: null, is_valid: true });
    const { status, body } = await ask('PUT', settings, {
      production: { enabled: true, use_mainbranch: false, name: 'stg' },
      branch_types: [{ kind: 'bugfix', enabled: false }],
      default_branch_deletion: 'true',
    });
    expect([status, body.development]).toEqual([200, before.development]);
    expect(body.production).toEqual({ use_mainbranch: false, name: 'stg', is_valid: true });
    expect(body.default_branch_deletion).toBe('true');
    const prefixes = (await ask('GET', `${shop}/branching-model`)).body.branch_types;
    expect(prefixes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'feature',
      'hotfix',
      'release',
    ]);
  });

  test.each([
    ['a branch that is not there', { development: { use_mainbranch: false, name: 'gone' } }],
    ['a name beside the main branch', { development: { use_mainbranch: true, name: 'stg' } }],
    ['no name', { production: { enabled: true, use_mainbranch: false } }],
    ['a prefix of another prefix', { branch_types: [{ kind: 'hotfix', prefix: 'feature/hot/' }] }],
    ['the same prefix twice', { branch_types: [{ kind: 'hotfix', prefix: 'feature/' }] }],
    ['a prefix with a star', { branch_types: [{ kind: 'hotfix', prefix: 'hot*' }] }],
    ['an unknown branch type', { branch_types: [{ kind: 'chore', prefix: 'chore/' }] }],
  ])('with %s is refused and stays as it was', async (_, body) => {
    const { ask } = await aBitbucket();
    const before = (await ask('GET', settings)).body;
    expect((await ask('PUT', settings, body)).status).toBe(400);
    expect((await ask('GET', settings)).body).toEqual(before);
  });

  test('may hold what is invalid where that is disabled', async () => {
    const { ask } = await aBitbucket();
    const body = { branch_types: [{ kind: 'hotfix', prefix: 'feature/', enabled: false }] };
    expect((await ask('PUT', settings, body)).status).toBe(200);
    const production = { production: { enabled: false, use_mainbranch: false, name: 'gone' } };
    expect((await ask('PUT', settings, production)).body.production.is_valid).toBe(false);
  });

  test('takes only the strings “true” and “false” for default_branch_deletion', async () => {
    const { ask } = await aBitbucket();
    const { status, body } = await ask('PUT', settings, { default_branch_deletion: 'yes' });
    expect([status, body.default_branch_deletion]).toEqual([200, 'false']);
  });

  test('of a project may name a branch that nobody has', async () => {
    const { ask } = await aBitbucket();
    const body = { development: { use_mainbranch: false, name: 'develop' } };
    expect((await ask('PUT', `${project}/branching-model/settings`, body)).status).toBe(200);
    expect((await ask('GET', `${project}/branching-model`)).body.development.name).toBe('develop');
  });
});

describe('inheritance', () => {
  const override = `${shop}/override-settings`;

  test('is on in a new repository, is switched by an empty 204, and decides the effective model', async () => {
    const { ask } = await aBitbucket();
    const body = { development: { use_mainbranch: false, name: 'stg' } };
    await ask('PUT', `${project}/branching-model/settings`, body);
    expect((await ask('GET', override)).body).toMatchObject({
      branching_model: true,
      default_merge_strategy: true,
    });
    expect(await effective()).toBe('stg');
    const { status, body: answer } = await ask('PUT', override, { branching_model: false });
    expect([status, answer]).toEqual([204, undefined]);
    expect((await ask('GET', override)).body).toMatchObject({
      branching_model: false,
      default_merge_strategy: true,
    });
    expect(await effective()).toBe('main');

    async function effective() {
      return (await ask('GET', `${shop}/effective-branching-model`)).body.development.name;
    }
  });

  test('ends with a write to the repository’s own model', async () => {
    const { ask } = await aBitbucket();
    await ask('PUT', settings, { default_branch_deletion: 'true' });
    expect((await ask('GET', override)).body.branching_model).toBe(false);
  });

  test('has another spelling, and a body in the wrong one changes nothing and says nothing', async () => {
    const { ask } = await aBitbucket({ inheritance: 'nested' });
    expect((await ask('PUT', override, { branching_model: false })).status).toBe(204);
    expect((await ask('GET', override)).body.override_settings.branching_model).toBe(true);
    await ask('PUT', override, { override_settings: { branching_model: false } });
    expect((await ask('GET', override)).body.override_settings.branching_model).toBe(false);
  });
});
