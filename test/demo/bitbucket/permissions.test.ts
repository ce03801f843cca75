import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

const project = '/workspaces/zentra/projects/CORE';

describe.each([
  ['a repository', `${shop}/permissions-config`],
  ['a project', `${project}/permissions-config`],
])('a permission on %s', (place, path) => {
  test('is given to people by uuid or account id, and to groups by slug', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { uuid, account_id } = bitbucket.addMember({ email: 'ana@example.com' });
    bitbucket.addGroup({ name: 'Developers' });
    const ana = `${path}/users/${encodeURIComponent(uuid)}`;
    expect((await ask('GET', ana)).body.permission).toBe('none');
    expect(
      (await ask('PUT', `${path}/users/${account_id}`, { permission: 'write' })).body.permission,
    ).toBe('write');
    expect((await ask('PUT', `${path}/groups/developers`, { permission: 'read' })).status).toBe(
      200,
    );
    expect((await ask('GET', `${path}/users`)).body.values[0].user.uuid).toBe(uuid);
    expect((await ask('GET', `${path}/groups`)).body.values[0].group.slug).toBe('developers');
    expect((await ask('DELETE', ana)).status).toBe(204);
    expect((await ask('DELETE', ana)).status).toBe(404);
  });

  test('is none of “none”, nothing else, and not for strangers or owners', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { uuid } = bitbucket.addMember({ email: 'ana@example.com' });
    const owner = bitbucket.state.members[0]!;
    const put = (name: string, body: unknown) =>
      ask('PUT', `${path}/users/${encodeURIComponent(name)}`, body);
    expect((await put(uuid, { permission: 'none' })).status).toBe(400);
    expect((await put(uuid, { permission: 'read', user: 'ana' })).status).toBe(400);
    expect((await put('{nobody}', { permission: 'read' })).status).toBe(404);
    expect((await put(owner.uuid, { permission: 'read' })).body.error.message).toContain(
      'linked to this workspace',
    );
    expect((await put(uuid, { permission: 'create-repo' })).status).toBe(
      place === 'a project' ? 200 : 400,
    );
  });
});

test('beyond the users of a plan nobody new is let in, and those who are may get more', async () => {
  const { bitbucket, ask } = await aBitbucket({ plan: 'free', userLimit: 2 });
  const [ana, ben] = ['ana', 'ben'].map((name) =>
    bitbucket.addMember({ email: `${name}@example.com` }),
  );
  const put = (uuid: string, permission: string) =>
    ask('PUT', `${shop}/permissions-config/users/${encodeURIComponent(uuid)}`, { permission });
  expect((await put(ana!.uuid, 'read')).status).toBe(200);
  expect((await put(ben!.uuid, 'read')).status).toBe(402);
  expect((await put(ana!.uuid, 'admin')).status).toBe(200);
});

test('the workspace lists the most that each person may do', async () => {
  const { bitbucket, ask } = await aBitbucket();
  const { uuid } = bitbucket.addMember({ email: 'ana@example.com' });
  bitbucket.state.projects.CORE!.grants.users[uuid] = 'write';
  bitbucket.state.repositories.shop!.grants.users[uuid] = 'read';
  const all = '/workspaces/zentra/permissions/repositories';
  const { body } = await ask('GET', all);
  const permissions = body.values.map(({ permission }: { permission: string }) => permission);
  expect(permissions).toEqual(['admin', 'write']);
  const admins = await ask('GET', `${all}?q=${encodeURIComponent('permission="admin"')}`);
  expect(admins.body.values).toHaveLength(1);
  expect((await ask('GET', `${all}/shop`)).body.values).toHaveLength(2);
  expect((await ask('GET', '/workspaces/zentra/permissions')).body.values[0].permission).toBe(
    'owner',
  );
});

test('groups come from the old API, all at once', async () => {
  const { bitbucket, ask } = await aBitbucket();
  bitbucket.addGroup({ name: 'Release Admins', members: ['owner@example.com'] });
  const { body } = await ask('GET', '/1.0/groups/zentra/');
  expect(body[0]).toMatchObject({ slug: 'release-admins', name: 'Release Admins' });
  expect(body[0].members).toHaveLength(1);
});

test('a person can ask who they are and where', async () => {
  const { ask } = await aBitbucket();
  expect((await ask('GET', '/user')).body.display_name).toBe('Owner');
  expect((await ask('GET', '/user/workspaces')).body.values[0].workspace.slug).toBe('zentra');
  expect((await ask('GET', '/workspaces/zentra')).body.slug).toBe('zentra');
});
