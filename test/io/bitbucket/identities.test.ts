import { describe, expect, test } from 'vitest';
import type { Api } from '../../../src/api.ts';
import { ApiProblem } from '../../../src/api-problem.ts';
import { findIdentities } from '../../../src/io/bitbucket/identities.ts';

/** A workspace of people with e-mails `p<n>@example.com`, and what it was asked. */
function aWorkspace(size: number, groups: unknown = []) {
  const asked: string[] = [];
  const users = Array.from({ length: size }, (_, at) => ({
    uuid: `{${at}}`,
    account_id: `712020:${at}`,
    display_name: `Person ${at}`,
    email: `p${at}@example.com`,
  }));
  const api: Api = {
    async get(path) {
      asked.push(path);
      if (groups instanceof Error) throw groups;
      return groups;
    },
    async list(path) {
      asked.push(path);
      const q = new URLSearchParams(path.split('?')[1]).get('q');
      const wanted = q === null ? undefined : [...q.matchAll(/"([^"]*)"/g)].map(([, one]) => one);
      return users
        .filter(({ email }) => wanted?.includes(email) ?? true)
        .map(({ email, ...rest }) => ({ user: wanted === undefined ? rest : { ...rest, email } }));
    },
  };
  return { api, asked };
}
const find = (api: Api, users: string[], groups: string[] = []) =>
  findIdentities(api, { workspace: 'zentra', users, groups });

describe('findIdentities()', () => {
  test('finds people by e-mail, account id and uuid', async () => {
    const { api, asked } = aWorkspace(3);
    const { users, unknown } = await find(api, ['p1@example.com', '712020:2', '{0}', '{0}']);
    const found = [...users].map(([name, person]) => [
      name,
      person.uuid,
      person.accountId,
      person.name,
    ]);
    expect(found).toEqual([
      ['p1@example.com', '{1}', '712020:1', 'Person 1'],
      ['712020:2', '{2}', '712020:2', 'Person 2'],
      ['{0}', '{0}', '712020:0', 'Person 0'],
    ]);
    expect(unknown).toEqual({ users: [], groups: [] });
    expect(asked).toEqual([
      'workspaces/zentra/members?q=user.email%20IN%20(%22p1%40example.com%22)&fields=%2Bvalues.user.email',
      'workspaces/zentra/members',
    ]);
  });

  test('asks for ninety e-mails at once', async () => {
    const { api, asked } = aWorkspace(200);
    const emails = Array.from({ length: 200 }, (_, at) => `p${at}@example.com`);
    expect((await find(api, emails)).users.size).toBe(200);
    expect(asked).toHaveLength(3);
  });

  test('asks nothing where there is nobody to find', async () => {
    const { api, asked } = aWorkspace(3);
    await find(api, []);
    expect(asked).toEqual([]);
  });

  test('takes letters of an e-mail for the same in both cases', async () => {
    const api: Api = {
      get: async () => [],
      list: async () => [{ user: { uuid: '{1}', email: 'ana@example.com' } }],
    };
    expect((await find(api, ['Ana@Example.com'])).users.get('Ana@Example.com')?.uuid).toBe('{1}');
  });

  test('lists all that are nobody at once, and puts no quote into a query', async () => {
    const { api, asked } = aWorkspace(1, [{ name: 'Developers', slug: 'developers' }]);
    const { unknown } = await find(
      api,
      ['x@example.com', 'p0@example.com', '") OR ("@x', '{9}'],
      ['Developers', 'nobody', 'no one'],
    );
    expect(unknown).toEqual({
      users: ['x@example.com', '") OR ("@x', '{9}'],
      groups: ['nobody', 'no one'],
    });
    expect(asked[0]).not.toContain('OR');
  });

  test('finds groups by slug and by name; a slug may be a uuid', async () => {
    const { api, asked } = aWorkspace(0, [
      { name: 'Release admins', slug: '0804948d-0ec2' },
      { name: 'admins', slug: 'others' },
      { name: 'Admins', slug: 'admins' },
    ]);
    const { groups } = await find(api, [], ['Release admins', 'admins']);
    expect([...groups].map(([name, { slug }]) => [name, slug])).toEqual([
      ['Release admins', '0804948d-0ec2'],
      ['admins', 'admins'],
    ]);
    expect(asked).toEqual(['/1.0/groups/zentra/']);
  });

  test.each<[string, unknown]>([
    ['withdrawn', new ApiProblem('Gone', { kind: 'gone' })],
    ['forbidden', new ApiProblem('No', { kind: 'no-access' })],
    ['something else', { error: 'x' }],
  ])('calls no group unknown when their list is %s', async (_, groups) => {
    const found = await find(aWorkspace(0, groups).api, [], ['Developers']);
    expect(found.unknown.groups).toEqual([]);
    expect(found.groupsProblem).toBeInstanceOf(ApiProblem);
  });

  test('ends with a problem that concerns the whole run', async () => {
    const refused = new ApiProblem('Wrong token', { kind: 'not-signed-in' });
    await expect(find(aWorkspace(0, refused).api, [], ['Developers'])).rejects.toBe(refused);
  });
});
