import { describe, expect, test } from 'vitest';
import { endsTheRun } from '../../../src/api-problem.ts';
import { type Asked, problemOf } from '../../../src/io/bitbucket/problem-of.ts';
import { Secret } from '../../../src/secret.ts';

const get: Asked = {
  method: 'GET',
  path: 'repositories/zentra/%7B0f1%7D/hooks?pagelen=100',
  credentials: 'access-token',
  secrets: [],
};
const put: Asked = { ...get, method: 'PUT' };
const error = (inside: object) => JSON.stringify({ type: 'error', error: inside });

function given(status: number, text: string, asked: Asked = get) {
  return problemOf(asked, { answered: true, status, header: () => '', text });
}

describe('problemOf()', () => {
  test.each<[string, string, string]>([
    ['a message', error({ message: 'No' }), ', "No"'],
    ['a message and a detail', error({ message: 'No', detail: 'Not you' }), ', "No; Not you"'],
    ['a detail that says the same', error({ message: 'No', detail: 'No' }), ', "No"'],
    [
      'fields',
      error({ message: 'Bad request', fields: { url: ['wrong', 'long'], x: 'odd' } }),
      ', "Bad request; url: wrong, long; x: odd"',
    ],
    [
      'words only in the arguments',
      error({ message: '', data: { arguments: { a: 'one', b: ['two'] } } }),
      ', "one; two"',
    ],
    ['unknown things in known places', error({ message: 7, fields: 3, detail: [], data: 'x' }), ''],
    [
      'the error of a token endpoint',
      JSON.stringify({ error: 'invalid_grant', error_description: 'Gone' }),
      ', "invalid_grant; Gone"',
    ],
    [
      'plain text',
      'Rate limit for this resource has been exceeded',
      ', "Rate limit for this resource has been exceeded"',
    ],
    [
      'HTML',
      '<!DOCTYPE html>\n<html><head><title>\n502 Bad Gateway</title></head><body>long</body></html>',
      ', "502 Bad Gateway"',
    ],
    ['HTML without a title', '<html><body>long</body></html>', ''],
    ['nothing', '', ''],
    ['JSON that is no object', 'null', ', "null"'],
    [
      'what steers a terminal',
      error({ message: 'a\u001b[31mred\u001b[0m\u0007\r\nb' }),
      ', "ared b"',
    ],
  ])('makes one sentence of %s', (_, text, said) => {
    expect(given(400, text).message).toBe(
      `Cannot read "repositories/zentra/{0f1}/hooks": Bitbucket answered 400${said}`,
    );
  });

  test('cuts what is too long for a sentence', () => {
    expect(given(400, 'long '.repeat(9999)).message.length).toBeLessThan(620);
  });

  test.each<[number, string, string, string]>([
    [400, 'GET', 'invalid', 'unsure'],
    [401, 'GET', 'not-signed-in', 'failed'],
    [401, 'PUT', 'not-signed-in', 'failed'],
    [402, 'PUT', 'plan-limited', 'failed'],
    [403, 'GET', 'no-access', 'unsure'],
    [403, 'PUT', 'no-access', 'failed'],
    [403, 'PUT of something premium', 'plan-limited', 'failed'],
    [404, 'GET', 'not-found', 'unsure'],
    [404, 'PUT', 'not-found', 'failed'],
    [409, 'PUT', 'conflict', 'failed'],
    [410, 'GET', 'gone', 'unsure'],
    [422, 'PUT', 'invalid', 'failed'],
    [429, 'GET', 'rate-limited', 'unsure'],
    [500, 'GET', 'unreachable', 'unsure'],
    [304, 'GET', 'redirected', 'unsure'],
  ])('calls %i to a %s %s', (status, what, kind, code) => {
    const asked = { ...(what === 'GET' ? get : put), premium: what.endsWith('premium') };
    const problem = given(status, '', asked);
    expect([problem.kind, problem.status, problem.code]).toEqual([kind, status, code]);
  });

  test('names the scope that is missing, whichever plan a thing needs', () => {
    const detail = { required: ['repository:admin'], granted: ['repository', 'account'] };
    const problem = given(403, error({ message: 'Scopes', detail }), { ...put, premium: true });
    expect([problem.kind, problem.requiredScopes]).toEqual(['missing-scope', ['repository:admin']]);
    expect(problem.hint).toBe(
      'Use credentials with the scope "repository:admin" (these have "repository", "account"); the scopes of a token cannot be changed, a new one is needed',
    );
  });

  test('names only the scopes that are missing', () => {
    const detail = { required: ['repository', 'webhook'], granted: ['repository'] };
    const problem = given(403, error({ message: 'Scopes', detail }), get);
    expect(problem.hint).toContain('Use credentials with the scope "webhook" (these have');
  });

  test('says who may see what no access token may', () => {
    const message = 'This API endpoint does not support authentication using the provided token.';
    const asked = { ...get, credentials: 'access-token' } as const;
    const problem = given(403, error({ message }), asked);
    expect([problem.kind, problem.hint]).toEqual([
      'no-access',
      'Access tokens may not see this: sign in with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN',
    ]);
  });

  test.each<[Asked['credentials'], string]>([
    ['access-token', 'BITBUCKET_ACCESS_TOKEN'],
    ['api-token', 'BITBUCKET_API_TOKEN'],
    ['oauth', 'BITBUCKET_OAUTH_CLIENT_SECRET'],
  ])('says what to do about an %s that is refused', (credentials, name) => {
    expect(given(401, '', { ...get, credentials }).hint).toContain(name);
  });

  test('does not take the limit of schedules for a wrong token', () => {
    const asked = {
      ...get,
      method: 'POST',
      path: 'repositories/z/a/pipelines_config/schedules',
    } as const;
    expect(given(401, '', asked).kind).toBe('invalid');
  });

  test('says where an endpoint’s end was announced', () => {
    const data = { announcement_url: 'https://developer.atlassian.com/x' };
    expect(given(410, error({ message: 'Gone', data })).hint).toBe(
      'Read https://developer.atlassian.com/x',
    );
  });

  test('shows no secret that an answer repeats, as it is or as JSON writes it', () => {
    const secrets = [new Secret('s3cret'), new Secret('-----BEGIN\nkey'), new Secret('no')];
    const { message } = given(400, error({ message: 'no: s3cret, -----BEGIN\nkey' }), {
      ...put,
      secrets,
    });
    expect(message).toContain('"no: [secret], [secret]"');
  });

  test('tells what ends the run from what ends a section', () => {
    expect([401, 429].map((status) => endsTheRun(given(status, '')))).toEqual([true, true]);
    expect([402, 403, 404, 500].some((status) => endsTheRun(given(status, '')))).toBe(false);
  });
});
