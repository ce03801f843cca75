import { describe, expect, test } from 'vitest';
import { type Ask, aBitbucket, shop } from './a-bitbucket.ts';

describe('a list', () => {
  test('comes in tens, and `next` leads through all of it', async () => {
    const { ask } = await twelveRepositories();
    const first = await ask('GET', '/repositories/zentra');
    expect([first.body.values.length, first.body.size, first.body.pagelen]).toEqual([10, 13, 10]);
    expect((await follow(ask, '/repositories/zentra')).length).toBe(13);
  });

  test('comes in up to a hundred when asked, and not in more', async () => {
    const { ask } = await twelveRepositories();
    const { body } = await ask('GET', '/repositories/zentra?pagelen=100');
    expect([body.values.length, body.next]).toEqual([13, undefined]);
    expect((await ask('GET', '/repositories/zentra?pagelen=101')).status).toBe(400);
    expect((await ask('GET', '/repositories/zentra?pagelen=x')).status).toBe(400);
  });

  test('can be counted through by page, but not where pages are opaque', async () => {
    const { bitbucket, ask } = await twelveRepositories();
    expect((await ask('GET', '/repositories/zentra?page=2')).body.values.length).toBe(3);
    for (const name of 'abcdefghijk') bitbucket.addMember({ email: `${name}@example.com` });
    expect((await ask('GET', '/workspaces/zentra/members?page=2')).status).toBe(400);
    expect((await follow(ask, '/workspaces/zentra/members')).length).toBe(12);
  });

  test('of permissions says no size', async () => {
    const { ask } = await aBitbucket();
    const { body } = await ask('GET', `${shop}/permissions-config/users`);
    expect(body).toEqual({ page: 1, pagelen: 10, values: [] });
  });

  test.each([
    ['project.key="APP"', ['app-1']],
    ['project.key = "CORE" AND name ~ "1"', ['r1', 'r10', 'r11', 'r12']],
    ['name IN ("r2","r3")', ['r2', 'r3']],
    ['is_private=false', ['app-1']],
  ])('is narrowed by q=%s', async (q, slugs) => {
    const { bitbucket, ask } = await twelveRepositories();
    bitbucket.addRepository({ slug: 'app-1', project: 'APP', private: false });
    const found = await follow(ask, `/repositories/zentra?q=${encodeURIComponent(q)}&sort=slug`);
    expect(found.map((one) => one.slug)).toEqual(slugs);
  });

  test.each(['name', 'owner.username="ana"', 'name > "a"'])('is refused with q=%s', async (q) => {
    const { ask } = await aBitbucket();
    const { status } = await ask('GET', `/repositories/zentra?q=${encodeURIComponent(q)}`);
    expect(status).toBe(400);
  });
});

describe('fields=', () => {
  test.each([
    ['values.slug', { values: [{ slug: 'shop' }] }],
    ['values.slug,size', { size: 1, values: [{ slug: 'shop' }] }],
    ['values.mainbranch.name', { values: [{ mainbranch: { name: 'main' } }] }],
  ])('%s names all that comes', async (fields, expected) => {
    const { ask } = await aBitbucket();
    const { body } = await ask('GET', `/repositories/zentra?fields=${fields}`);
    expect(body).toEqual(expected);
  });

  test('-values.links takes away', async () => {
    const { ask } = await aBitbucket();
    const { body } = await ask('GET', '/repositories/zentra?fields=-values.links,-size');
    expect([body.size, body.values[0].links, body.values[0].slug]).toEqual([
      undefined,
      undefined,
      'shop',
    ]);
  });

  test('+values.user.email adds the addresses that q asked for, and no others', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { account_id } = bitbucket.addMember({ email: 'ana@example.com' });
    const email = async (query: string) => {
      const { body } = await ask('GET', `/workspaces/zentra/members?${query}`);
      return body.values.map(({ user }: { user: { email?: string } }) => user.email);
    };
    const q = `q=${encodeURIComponent('user.email IN ("ana@example.com","x@example.com")')}`;
    expect(await email(`${q}&fields=%2Bvalues.user.email`)).toEqual(['ana@example.com']);
    expect(await email(q)).toEqual([undefined]);
    expect(await email('fields=%2Bvalues.user.email')).toEqual([undefined, undefined]);
    const both = `${q}&fields=values.user.email,values.user.account_id`;
    const { body } = await ask('GET', `/workspaces/zentra/members?${both}`);
    expect(body).toEqual({ values: [{ user: { account_id, email: 'ana@example.com' } }] });
  });

  test('90 addresses are enough, 91 too many, and only administrators may ask', async () => {
    const { bitbucket, ask, askAs } = await aBitbucket();
    bitbucket.addMember({ email: 'ana@example.com' });
    const path = (count: number) => {
      const emails = Array.from({ length: count }, (_, index) => `"u${index}@example.com"`);
      return `/workspaces/zentra/members?q=${encodeURIComponent(`user.email IN (${emails.join(',')})`)}`;
    };
    expect((await ask('GET', path(90))).status).toBe(200);
    expect((await ask('GET', path(91))).status).toBe(400);
    const ana = askAs(bitbucket.issueToken({ kind: 'api', email: 'ana@example.com' }));
    expect((await ana('GET', path(1))).status).toBe(403);
  });
});

async function twelveRepositories() {
  const all = await aBitbucket();
  for (let index = 1; index <= 12; index += 1) all.bitbucket.addRepository({ slug: `r${index}` });
  return all;
}

async function follow(ask: Ask, path: string): Promise<{ slug: string }[]> {
  const { body } = await ask('GET', path);
  if (body.next === undefined) return body.values;
  const { pathname, search } = new URL(body.next);
  return [...body.values, ...(await follow(ask, pathname.replace('/2.0', '') + search))];
}
