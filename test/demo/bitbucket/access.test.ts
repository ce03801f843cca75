import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { aBitbucket, shop } from './a-bitbucket.ts';

describe('who asks', () => {
  test('nobody, and gets 401 with what to do', async () => {
    const { askAs } = await aBitbucket();
    const { status, body, headers } = await askAs({ authorization: '' })('GET', shop);
    expect([status, body.error.message]).toEqual([401, 'Authentication required']);
    expect(headers.get('www-authenticate')).toContain('Basic');
  });

  test('an API token is sent with its e-mail, and not as a bearer', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const token = bitbucket.issueToken({ kind: 'api' });
    expect((await askAs(token)('GET', shop)).status).toBe(200);
    const bearer = { authorization: `Bearer ${token.secret}` };
    expect((await askAs(bearer)('GET', shop)).status).toBe(401);
  });

  test('an API token with somebody else’s e-mail is nobody’s', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const { secret } = bitbucket.issueToken({ kind: 'api' });
    bitbucket.addMember({ email: 'ana@example.com' });
    expect((await askAs(basic('ana@example.com', secret))('GET', shop)).status).toBe(401);
  });

  test('an app password is refused by name', async () => {
    const { askAs } = await aBitbucket();
    const { status, body } = await askAs(basic('ana', 'secret'))('GET', shop);
    expect([status, body.error.message]).toEqual([
      401,
      'App passwords are no longer supported. Use an API token.',
    ]);
  });

  test('a token that has expired or was revoked is refused', async () => {
    const now = new Date('2026-11-21T12:00:00Z');
    const { bitbucket, askAs } = await aBitbucket({ now: () => now });
    const old = bitbucket.issueToken({ kind: 'access', expires: '2026-11-21T12:00:00Z' });
    const revoked = bitbucket.issueToken({ kind: 'access' });
    bitbucket.revokeToken(revoked);
    expect((await askAs(old)('GET', shop)).status).toBe(401);
    expect((await askAs(revoked)('GET', shop)).status).toBe(401);
  });

  test('an OAuth consumer gets a token for its credentials, and only for them', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const { key, secret } = bitbucket.addConsumer({ scopes: ['repository'] });
    const exchange = (password: string) =>
      fetch(bitbucket.tokenUrl, {
        method: 'POST',
        headers: { ...basic(key, password) },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
    const { access_token } = (await (await exchange(secret)).json()) as { access_token: string };
    expect((await askAs({ authorization: `Bearer ${access_token}` })('GET', shop)).status).toBe(
      200,
    );
    expect((await exchange('wrong')).status).toBe(400);
  });
});

describe('what a token may', () => {
  test('a missing scope is named, with what was granted', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const token = bitbucket.issueToken({ kind: 'access', scopes: ['repository'] });
    const { status, body } = await askAs(token)('GET', `${shop}/branch-restrictions`);
    expect(status).toBe(403);
    expect(body.error.detail).toEqual({ required: ['repository:admin'], granted: ['repository'] });
  });

  test.each([
    ['access', ['repository:admin'], 403],
    ['access', ['repository:write'], 200],
    ['access', ['pullrequest'], 200],
    ['api', ['admin:repository:bitbucket'], 403],
    ['api', ['write:repository:bitbucket'], 403],
    ['api', ['read:repository:bitbucket'], 200],
  ] as const)('%s token with %j reads a repository: %i', async (kind, scopes, status) => {
    const { bitbucket, askAs } = await aBitbucket();
    const { status: is } = await askAs(bitbucket.issueToken({ kind, scopes }))('GET', shop);
    expect(is).toBe(status);
  });

  test.each([
    ['GET', `${shop}/permissions-config/users`],
    ['GET', '/workspaces/zentra/projects/CORE/permissions-config/groups'],
    ['GET', '/workspaces/zentra/permissions/repositories'],
    ['POST', `${shop}/deploy-keys`],
    ['DELETE', `${shop}/deploy-keys/1`],
  ])('an access token cannot %s %s, whatever its scopes', async (method, path) => {
    const { bitbucket, askAs } = await aBitbucket();
    const { status, body } = await askAs(bitbucket.issueToken({ kind: 'access' }))(method, path);
    expect(status).toBe(403);
    expect(body.error.message).toContain(
      'does not support authentication using the provided token',
    );
  });

  test('a repository that a token does not reach is not found, nor listed', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    bitbucket.addRepository({ slug: 'secret' });
    const ask = askAs(bitbucket.issueToken({ kind: 'access', repositories: ['shop'] }));
    expect((await ask('GET', '/repositories/zentra/secret')).status).toBe(404);
    const { body } = await ask('GET', '/repositories/zentra');
    expect(body.values.map(({ slug }: { slug: string }) => slug)).toEqual(['shop']);
  });

  test('a person sees what was granted, by the repository, the project or a group', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const { uuid } = bitbucket.addMember({ email: 'ana@example.com' });
    const ask = askAs(bitbucket.issueToken({ kind: 'api', email: 'ana@example.com' }));
    expect((await ask('GET', shop)).status).toBe(404);
    const repository = bitbucket.state.repositories.shop!;
    repository.grants.users[uuid] = 'read';
    expect((await ask('GET', shop)).status).toBe(200);
    expect((await ask('GET', `${shop}/branch-restrictions`)).status).toBe(403);
    bitbucket.addGroup({ name: 'Admins', members: ['ana@example.com'] });
    bitbucket.state.projects.CORE!.grants.groups.admins = 'admin';
    expect((await ask('GET', `${shop}/branch-restrictions`)).status).toBe(200);
  });

  test('the headers tell whose scopes were there and which were needed', async () => {
    const { bitbucket, askAs } = await aBitbucket();
    const token = bitbucket.issueToken({ kind: 'access', scopes: ['repository', 'webhook'] });
    const { headers } = await askAs(token)('GET', shop);
    expect(headers.get('x-oauth-scopes')).toBe('repository, webhook');
    expect(headers.get('x-accepted-oauth-scopes')).toBe('repository');
  });
});

describe('addresses', () => {
  test('a uuid is found when its braces are encoded, and refused as HTML when they are not', async () => {
    const { bitbucket, ask } = await aBitbucket();
    const { authorization } = bitbucket.issueToken({ kind: 'api' });
    const { uuid } = bitbucket.state.repositories.shop!;
    expect((await ask('GET', `/repositories/zentra/${encodeURIComponent(uuid)}`)).status).toBe(200);
    const raw = await new Promise<number | undefined>((resolve) => {
      const { port } = new URL(bitbucket.url);
      request(
        { port, path: `/2.0/repositories/zentra/${uuid}`, headers: { authorization } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      ).end();
    });
    expect(raw).toBe(400);
  });

  test.each([
    ['GET', `${shop}/branch-restrictions/`, 200],
    ['GET', '/repositories/other/shop', 404],
    ['GET', '/nothing', 404],
    ['DELETE', `${shop}/branch-restrictions`, 405],
    ['GET', '/workspaces', 410],
    ['GET', '/repositories', 410],
    ['GET', '/1.0/groups/zentra', 404],
    ['GET', '/1.0/groups/zentra/', 200],
  ])('%s %s answers %i', async (method, path, status) => {
    const { ask } = await aBitbucket();
    expect((await ask(method, path)).status).toBe(status);
  });

  test('an announced body that does not come is a bad request, another type is refused', async () => {
    const { bitbucket } = await aBitbucket();
    const { authorization } = bitbucket.issueToken({ kind: 'api' });
    const put = (headers: Record<string, string>, body?: string) =>
      fetch(`${bitbucket.url}${shop}/pipelines_config`, {
        method: 'PUT',
        headers: { authorization, ...headers },
        ...(body === undefined ? {} : { body }),
      });
    expect((await put({ 'Content-Type': 'application/json' })).status).toBe(400);
    expect((await put({ 'Content-Type': 'application/json' }, '{')).status).toBe(400);
    expect((await put({ 'Content-Type': 'text/plain' }, '{}')).status).toBe(415);
  });
});

function basic(user: string, password: string) {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}
