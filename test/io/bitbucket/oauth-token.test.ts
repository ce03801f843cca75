import { inspect } from 'node:util';
import nock from 'nock';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { aClient, bitbucket, onlyNock } from '../../support/a-client.ts';
import { problem } from '../../support/problem.ts';

onlyNock();
const credentials = { by: 'oauth', id: 'consumer', secret: new Secret('cl13nt') } as const;
const basic = `Basic ${Buffer.from('consumer:cl13nt').toString('base64')}`;
const site = () => nock('https://bitbucket.org');
const asked = (scope = site()) =>
  scope.post('/site/oauth2/access_token', 'grant_type=client_credentials');
const gives = (token: string, seconds = 3600) => ({ access_token: token, expires_in: seconds });
const signed = (token: string) =>
  bitbucket().get('/x').matchHeader('authorization', `Bearer ${token}`);

describe('an OAuth consumer', () => {
  test('gets one token for many requests', async () => {
    asked().matchHeader('authorization', basic).reply(200, gives('t0ken1'));
    signed('t0ken1').times(3).reply(200, '7');
    const { get } = aClient({ credentials });
    await Promise.all([get('x'), get('x')]);
    expect(await get('x')).toBe(7);
  });

  test('gets a new one before the old one expires', async () => {
    asked().reply(200, gives('t0ken1'));
    signed('t0ken1').twice().reply(200, '7');
    asked().reply(200, gives('t0ken2'));
    signed('t0ken2').reply(200, '7');
    const { get, clock } = aClient({ credentials });
    await get('x');
    await clock.wait(3_500_000);
    await get('x');
    await clock.wait(60_000);
    await get('x');
  });

  test('gets a new one when Bitbucket refuses the old one, once', async () => {
    asked().reply(200, gives('t0ken1'));
    signed('t0ken1').reply(401);
    asked().reply(200, gives('t0ken2'));
    signed('t0ken2').reply(200, '7');
    expect(await aClient({ credentials }).get('x')).toBe(7);
  });

  test('whose new token is refused too is not let in', async () => {
    asked().twice().reply(200, gives('t0ken1'));
    signed('t0ken1').twice().reply(401);
    expect((await problem(aClient({ credentials }).get('x'))).kind).toBe('not-signed-in');
  });

  test('asks whatever stands in for the API', async () => {
    const scope = nock('http://127.0.0.1:8080');
    asked(scope).reply(200, gives('t0ken1'));
    scope.get('/2.0/x').reply(200, '7');
    await aClient({ credentials, baseUrl: 'http://127.0.0.1:8080/2.0' }).get('x');
  });

  test('is asked for again when the site is not well', async () => {
    asked().reply(502);
    asked().reply(200, gives('t0ken1'));
    signed('t0ken1').reply(200, '7');
    expect(await aClient({ credentials }).get('x')).toBe(7);
  });

  test.each<[string, number, unknown, string]>([
    [
      'is wrong',
      400,
      { error: 'invalid_grant', error_description: 'Client credentials' },
      'not-signed-in',
    ],
    ['is refused', 401, { error: { message: 'No' } }, 'not-signed-in'],
    ['gets something else than a token', 200, { token_type: 'bearer' }, 'unreachable'],
    ['gets a page', 200, '<html>', 'unreachable'],
  ])('that %s is a problem without secrets', async (_, status, body, kind) => {
    asked().reply(status, body as nock.Body);
    const error = await problem(aClient({ credentials }).get('x'));
    expect(error.kind).toBe(kind);
    expect(inspect(error, { depth: 99, showHidden: true })).not.toMatch(/cl13nt|Basic/);
  });

  test('that got no token asks again for the next request', async () => {
    asked().reply(401);
    asked().reply(200, gives('t0ken1'));
    signed('t0ken1').reply(200, '7');
    const { get } = aClient({ credentials });
    await problem(get('x'));
    expect(await get('x')).toBe(7);
  });
});
