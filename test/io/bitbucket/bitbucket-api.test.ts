import { inspect } from 'node:util';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import type { Asking } from '../../../src/io/bitbucket/watched.ts';
import { Secret } from '../../../src/secret.ts';
import { aClient, base, bitbucket, onlyNock, token } from '../../support/a-client.ts';
import { caught } from '../../support/caught.ts';
import { problem } from '../../support/problem.ts';

onlyNock();
const hooks = 'repositories/zentra/ame-web/hooks';
const json = { 'Content-Type': 'application/json' };

describe('bitbucketApi() signs', () => {
  test('with an access token as Bearer', async () => {
    bitbucket().get('/user').matchHeader('authorization', `Bearer ${token}`).reply(200, {});
    await aClient().get('user');
  });

  test('with an API token as Basic, never as Bearer', async () => {
    const pair = Buffer.from('ana@example.com:ATATT1').toString('base64');
    bitbucket().get('/user').matchHeader('authorization', `Basic ${pair}`).reply(200, {});
    const credentials = {
      by: 'api-token',
      email: 'ana@example.com',
      token: new Secret('ATATT1'),
    } as const;
    await aClient({ credentials }).get('user');
  });
});

describe('bitbucketApi() reads', () => {
  test('an object', async () => {
    bitbucket()
      .get(`/${hooks}`)
      .matchHeader('accept', 'application/json')
      .reply(200, { a: [1] });
    expect(await aClient().get(hooks)).toEqual({ a: [1] });
  });

  test('null, which is an answer', async () => {
    bitbucket().get('/user').reply(200, 'null', json);
    expect(await aClient().get('user')).toBe(null);
  });

  test('uuids with their braces encoded, and fields with their plus', async () => {
    const paths: string[] = [];
    nock('https://api.bitbucket.org')
      .get(/./)
      .reply((uri) => {
        paths.push(uri);
        return [200, {}];
      });
    await aClient().get('users/%7B0f1%7D?fields=%2Bvalues.user.email');
    expect(paths).toEqual(['/2.0/users/%7B0f1%7D?fields=%2Bvalues.user.email']);
  });

  test('what lies beside version 2.0', async () => {
    nock('https://api.bitbucket.org').get('/1.0/groups/zentra/').reply(200, []);
    expect(await aClient().get('/1.0/groups/zentra/')).toEqual([]);
  });

  test('another server that stands in, with a path of its own', async () => {
    nock('http://127.0.0.1:8080').get('/bitbucket/2.0/user').reply(200, {});
    await aClient({ baseUrl: 'http://127.0.0.1:8080/bitbucket/2.0/' }).get('user');
  });

  test('a list, a hundred at once', async () => {
    bitbucket()
      .get(`/${hooks}?pagelen=100`)
      .reply(200, { values: [1, 2], next: `${base}/${hooks}?pagelen=100&page=2` });
    bitbucket()
      .get(`/${hooks}?pagelen=100&page=2`)
      .reply(200, { values: [3] });
    expect(await aClient().list(hooks)).toEqual([1, 2, 3]);
  });

  test.each([
    ['as many at once as it is told to', 'a?q=x', { pagelen: 50 }, '/a?q=x&pagelen=50'],
    ['as many at once as the path says', 'a?pagelen=10', {}, '/a?pagelen=10'],
  ])('a list, %s', async (_, path, options, uri) => {
    bitbucket().get(uri).reply(200, { values: [] });
    await aClient().list(path, options);
  });

  test.each<[string, string, Record<string, string>, string]>([
    ['HTML', '<html>Sign in</html>', { 'Content-Type': 'text/html; charset=utf-8' }, 'text/html'],
    ['text', 'ok', { 'Content-Type': 'text/plain' }, 'text/plain'],
    ['half of JSON', '{"values":[', json, 'application/json'],
    ['nothing', '', json, 'nothing'],
  ])('no %s', async (_, body, headers, what) => {
    bitbucket().get('/user').reply(200, body, headers);
    const { kind, message } = await problem(aClient().get('user'));
    expect([kind, message]).toEqual([
      'not-json',
      `Cannot read "user": the answer is ${what}, not JSON`,
    ]);
  });

  test('nothing from an address that cannot be one', () => {
    expect(caught(() => aClient({ baseUrl: 'api.bitbucket.org' })).code).toBe('usage');
    expect(caught(() => aClient({ baseUrl: 'ftp://x.example.com' })).code).toBe('usage');
    const stop = caught(() => aClient({ baseUrl: 'https://ana:pw1@x.example.com/2.0' }));
    expect(inspect(stop)).not.toContain('pw1');
  });
});

describe('a client that is closed', () => {
  test('asks nothing more, and leaves nothing behind that goes on', async () => {
    const { get, close, clock } = aClient({ budget: { requests: 1, per: 'hour' } });
    const wait = clock.wait;
    clock.wait = (milliseconds, signal) =>
      wait(milliseconds).then(
        () => new Promise<void>((done) => signal?.addEventListener('abort', () => done())),
      );
    bitbucket().get('/x').reply(200, '1');
    await get('x');
    let ended = false;
    const waiting = problem(get('x')).then((end) => {
      ended = true;
      return end;
    });
    await close();
    await waiting;
    expect(ended).toBe(true);
    expect((await waiting).kind).toBe('interrupted');
    expect((await problem(get('x'))).kind).toBe('interrupted');
  });
});

describe('a watched client', () => {
  test('tells of each request how it went, which try it was, and what is left', async () => {
    const told: Asking[] = [];
    bitbucket().get(`/${hooks}?pagelen=100`).reply(503);
    bitbucket().get(`/${hooks}?pagelen=100`).reply(200, { values: [] });
    bitbucket().post(`/${hooks}`).reply(201, {});
    const { list, send } = aClient({
      budget: { requests: 9, per: 'hour' },
      onRequest: (asking) => told.push(asking),
    });
    await list(hooks);
    await send({ method: 'POST', path: hooks, body: { secret: new Secret('s3cret') } });
    const path = `/2.0/${hooks}`;
    expect(told).toMatchObject([
      { method: 'GET', path: `${path}?pagelen=100`, outcome: 503, tries: 1, left: 8 },
      { method: 'GET', path: `${path}?pagelen=100`, outcome: 200, tries: 2, left: 7 },
      { method: 'POST', path, outcome: 201, tries: 1, left: 6 },
    ]);
    expect(JSON.stringify(told)).not.toMatch(new RegExp(`${token}|s3cret`));
  });

  test('tells of the token of an OAuth consumer as well, and shows neither it nor the secret', async () => {
    const told: Asking[] = [];
    nock('https://bitbucket.org')
      .post('/site/oauth2/access_token')
      .reply(200, { access_token: 'tok3n' });
    bitbucket().get('/user').reply(200, '1');
    const credentials = { by: 'oauth', id: 'key', secret: new Secret('s3cret') } as const;
    const { get } = aClient({ credentials, onRequest: (asking) => told.push(asking) });
    await get('user');
    expect(told.map(({ path }) => path)).toEqual(['/site/oauth2/access_token', '/2.0/user']);
    expect(JSON.stringify(told)).not.toMatch(/s3cret|tok3n/);
  });
});

describe('a 404', () => {
  const config = 'repositories/zentra/ame-web/pipelines_config';

  test('is a problem unless the caller says otherwise', async () => {
    bitbucket().get(`/${config}`).reply(404, {});
    expect((await problem(aClient().get(config))).kind).toBe('not-found');
  });

  test('means that a thing is absent where its place answers, which is asked once', async () => {
    bitbucket().get(`/${config}`).twice().reply(404, {});
    bitbucket().get('/repositories/zentra/ame-web').reply(200, {});
    const { get, counts } = aClient();
    expect(await get(config, { orUndefined: true })).toBe(undefined);
    expect(await get(config, { orUndefined: true })).toBe(undefined);
    expect(counts().requests).toBe(3);
  });

  test('needs no further question where something else of the place was read', async () => {
    bitbucket().get(`/${hooks}?pagelen=100`).reply(200, { values: [] });
    bitbucket().get(`/${config}`).reply(404, {});
    const { get, list } = aClient();
    await list(hooks);
    expect(await get(config, { orUndefined: true })).toBe(undefined);
  });

  test.each([403, 404])('is a problem where its place answers %i', async (status) => {
    bitbucket().get(`/${config}`).reply(404, {});
    bitbucket().get('/repositories/zentra/ame-web').reply(status, {});
    const { kind, message } = await problem(aClient().get(config, { orUndefined: true }));
    expect(kind).toBe('not-found');
    expect(message).toContain(config);
  });

  test('is the place’s problem where that cannot be read', async () => {
    bitbucket().get(`/${config}`).reply(404, {});
    bitbucket().get('/repositories/zentra/ame-web').reply(401, {});
    expect((await problem(aClient().get(config, { orUndefined: true }))).kind).toBe(
      'not-signed-in',
    );
  });

  test('of a place says nothing of whether it is there', async () => {
    bitbucket().get('/repositories/zentra/ame-web').reply(404, {});
    const asked = aClient().get('repositories/zentra/ame-web', { orUndefined: true });
    expect((await problem(asked)).kind).toBe('not-found');
  });
});

describe('bitbucketApi() writes', () => {
  test('JSON, with its secrets open, and gives the answer', async () => {
    const body = { key: 'K', value: 'open sesame', list: [{ deep: 'open sesame' }] };
    bitbucket()
      .post(`/${hooks}`, body)
      .matchHeader('content-type', 'application/json')
      .reply(201, { id: 1 });
    const secret = new Secret('open sesame');
    const sent = { key: 'K', value: secret, list: [{ deep: secret }] };
    expect(await aClient().send({ method: 'POST', path: hooks, body: sent })).toEqual({ id: 1 });
  });

  test.each([200, 202, 204])('and takes an empty %i for done', async (status) => {
    bitbucket().put('/x', { a: 1 }).reply(status, '');
    expect(await aClient().send({ method: 'PUT', path: 'x', body: { a: 1 } })).toBe(undefined);
  });

  test('without a type where there is no body', async () => {
    const types: unknown[] = [];
    bitbucket()
      .put('/x')
      .reply(function () {
        types.push(this.req.headers['content-type']);
        return [200, {}];
      });
    await aClient().send({ method: 'PUT', path: 'x' });
    expect(types).toEqual([undefined]);
  });

  test('and takes no page of somebody else for done', async () => {
    bitbucket().put('/x').reply(200, '<html>Sign in</html>', { 'Content-Type': 'text/html' });
    expect((await problem(aClient().send({ method: 'PUT', path: 'x' }))).kind).toBe('not-json');
  });
});

describe('a redirect', () => {
  test('is followed by a read within the server', async () => {
    bitbucket().get('/a').reply(301, '', { Location: '/2.0/b?x=1' });
    bitbucket()
      .get('/b?x=1')
      .reply(302, '', { Location: `${base}/c` });
    bitbucket().get('/c').matchHeader('authorization', `Bearer ${token}`).reply(200, 'true', json);
    expect(await aClient().get('a')).toBe(true);
  });

  test.each([
    ['another host', 'https://evil.example.com/2.0/a', '"https://evil.example.com"'],
    ['another port', 'https://api.bitbucket.org:8443/2.0/a', '"https://api.bitbucket.org:8443"'],
    ['a server without TLS', 'http://api.bitbucket.org/2.0/a', '"http://api.bitbucket.org"'],
    ['another host, without a scheme', '//evil.example.com/a', '"https://evil.example.com"'],
  ])('to %s is reported, and nothing is sent there', async (_, location, server) => {
    bitbucket().get('/a').reply(302, '', { Location: location });
    const { kind, message } = await problem(aClient().get('a'));
    expect([kind, message]).toEqual([
      'redirected',
      `Cannot read "a": it redirects to another server, ${server}`,
    ]);
  });

  test('is not followed by a write', async () => {
    bitbucket()
      .put('/a')
      .reply(307, '', { Location: `${base}/b` });
    expect((await problem(aClient().send({ method: 'PUT', path: 'a' }))).kind).toBe('redirected');
  });

  test.each([
    ['in a circle', `${base}/a`, 6],
    ['to nowhere', '', 1],
  ])('%s ends', async (_, location, times) => {
    bitbucket()
      .get('/a')
      .times(times)
      .reply(302, '', location === '' ? {} : { Location: location });
    expect((await problem(aClient().get('a'))).kind).toBe('redirected');
  });
});

const broken = (code: string) => Object.assign(new Error(`s3cret ${code}`), { code });

describe('an error', () => {
  test.each<[string, () => void]>([
    [
      '400',
      () =>
        bitbucket()
          .put('/x')
          .reply(400, { error: { message: `${token} s3cret` } }),
    ],
    ['401', () => bitbucket().put('/x').reply(401, token)],
    [
      '403',
      () =>
        bitbucket()
          .put('/x')
          .reply(403, { error: { message: 'No', detail: { required: [token] } } }),
    ],
    ['404', () => bitbucket().put('/x').reply(404)],
    ['500', () => bitbucket().put('/x').times(5).reply(500, 's3cret')],
    [
      '302',
      () => bitbucket().put('/x').reply(302, '', { Location: 'https://evil.example.com/s3cret' }),
    ],
    [
      'HTML',
      () =>
        bitbucket().put('/x').reply(200, '<html>s3cret</html>', { 'Content-Type': 'text/html' }),
    ],
    ['ECONNRESET', () => bitbucket().put('/x').times(5).replyWithError(broken('ECONNRESET'))],
    [
      'a broken certificate',
      () => bitbucket().put('/x').replyWithError(broken('CERT_HAS_EXPIRED')),
    ],
  ])('of %s shows no secret in any depth', async (_, prepare) => {
    prepare();
    const { send } = aClient();
    const body = { secret: new Secret('s3cret') };
    const error = await problem(send({ method: 'PUT', path: 'x', body }));
    const shown = [
      inspect(error, { depth: 99, showHidden: true }),
      JSON.stringify(error),
      String(error.stack),
    ];
    for (const text of shown) expect(text).not.toMatch(new RegExp(`s3cret|${token}|Bearer`));
  });
});
