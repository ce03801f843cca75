import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

const ofProject = '/workspaces/zentra/projects/CORE/default-reviewers';

describe('a default reviewer', () => {
  test('is added once however often, by uuid or account id, and taken away', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { uuid, account_id } = somebody(bitbucket, 'read');
    const one = `${shop}/default-reviewers/${encodeURIComponent(uuid)}`;
    expect((await ask('GET', one)).status).toBe(404);
    expect((await ask('PUT', one)).status).toBe(200);
    expect((await ask('PUT', `${shop}/default-reviewers/${account_id}`)).status).toBe(200);
    expect((await ask('GET', `${shop}/default-reviewers`)).body.size).toBe(1);
    expect((await ask('DELETE', one)).status).toBe(204);
    expect((await ask('DELETE', one)).status).toBe(404);
  });

  test('must exist and have access', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { uuid } = somebody(bitbucket);
    const put = (name: string) =>
      ask('PUT', `${shop}/default-reviewers/${encodeURIComponent(name)}`);
    expect((await put(uuid)).status).toBe(400);
    expect((await put('ana')).status).toBe(404);
  });

  test('of the project is one of every repository, and is told apart', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const ana = somebody(bitbucket, 'read');
    const owner = bitbucket.state.members[0]!;
    await ask('PUT', `${ofProject}/${encodeURIComponent(owner.uuid)}`);
    await ask('PUT', `${shop}/default-reviewers/${encodeURIComponent(ana.uuid)}`);
    const { body } = await ask('GET', `${shop}/effective-default-reviewers`);
    type Reviewer = { reviewer_type: string; user: { uuid: string } };
    expect(body.values.map((one: Reviewer) => [one.reviewer_type, one.user.uuid])).toEqual([
      ['project', owner.uuid],
      ['repository', ana.uuid],
    ]);
    expect((await ask('GET', ofProject)).body.values[0].reviewer_type).toBe('project');
  });

  test('that a project has not is a 400 there, not a 404', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const one = `${ofProject}/${encodeURIComponent(somebody(bitbucket).uuid)}`;
    expect((await ask('GET', one)).status).toBe(400);
    expect((await ask('DELETE', one)).status).toBe(400);
    expect((await ask('DELETE', `${ofProject}/nobody`)).status).toBe(404);
  });
});

function somebody(
  bitbucket: Awaited<ReturnType<typeof aBitbucket>>['bitbucket'],
  permission?: 'read' | 'admin',
) {
  const member = bitbucket.addMember({ email: 'ana@example.com' });
  if (permission) bitbucket.state.repositories.shop!.grants.users[member.uuid] = permission;
  return member;
}
