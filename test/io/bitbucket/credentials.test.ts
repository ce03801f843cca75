import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type CredentialFields, chooseCredentials } from '../../../src/io/bitbucket/credentials.ts';
import { Secret } from '../../../src/secret.ts';
import { caught } from '../../support/caught.ts';

const access = { BITBUCKET_ACCESS_TOKEN: new Secret('access') };
const email = { BITBUCKET_EMAIL: 'ana@example.com' };
const api = { ...email, BITBUCKET_API_TOKEN: new Secret('ATATT-api') };
const oauth = {
  BITBUCKET_OAUTH_CLIENT_ID: 'consumer',
  BITBUCKET_OAUTH_CLIENT_SECRET: new Secret('client'),
};
const legacy = {
  BITBUCKET_USERNAME: 'ana@example.com',
  BITBUCKET_APP_PASSWORD: new Secret('ATATT-old'),
};

function chosen(fields: CredentialFields): string {
  const { credentials } = chooseCredentials(fields);
  if (credentials.by === 'oauth') return `oauth ${credentials.id} ${credentials.secret.open()}`;
  const who = credentials.by === 'api-token' ? ` ${credentials.email}` : '';
  return `${credentials.by}${who} ${credentials.token.open()}`;
}

describe('chooseCredentials()', () => {
  test.each<[string, CredentialFields, string]>([
    [
      'an access token before anything else',
      { ...legacy, ...oauth, ...api, ...access },
      'access-token access',
    ],
    [
      'e-mail and API token before a consumer',
      { ...legacy, ...oauth, ...api },
      'api-token ana@example.com ATATT-api',
    ],
    ['a consumer before the old names', { ...legacy, ...oauth }, 'oauth consumer client'],
    ['the old names at last', legacy, 'api-token ana@example.com ATATT-old'],
    ['a whole pair before half of another', { ...email, ...oauth }, 'oauth consumer client'],
    [
      'nothing that is empty',
      { BITBUCKET_ACCESS_TOKEN: new Secret(' '), ...api },
      'api-token ana@example.com ATATT-api',
    ],
    [
      'a pasted token without its line break',
      { BITBUCKET_ACCESS_TOKEN: new Secret('access\n') },
      'access-token access',
    ],
  ])('takes %s', (_, fields, expected) => {
    expect(chosen(fields)).toBe(expected);
  });

  test('warns of the old names, and of nothing else', () => {
    expect(chooseCredentials(api).warnings).toEqual([]);
    expect(chooseCredentials(legacy).warnings).toEqual([
      expect.stringContaining('Bitbucket removed app passwords on 2026-07-28'),
    ]);
  });

  test.each<[string, CredentialFields, string]>([
    ['nothing is set', {}, 'there are no credentials'],
    ['a half is missing', email, 'BITBUCKET_EMAIL is set, BITBUCKET_API_TOKEN is not'],
    [
      'two halves are missing',
      { ...email, BITBUCKET_APP_PASSWORD: new Secret('old') },
      'BITBUCKET_EMAIL is set, BITBUCKET_API_TOKEN is not; BITBUCKET_APP_PASSWORD is set, BITBUCKET_USERNAME is not',
    ],
  ])('says what is missing when %s', (_, fields, why) => {
    const stop = caught(() => chooseCredentials(fields));
    expect([stop.code, stop.message]).toEqual(['usage', `Cannot sign in to Bitbucket: ${why}`]);
  });

  test.each<[string, CredentialFields]>([
    ['BITBUCKET_USERNAME', { ...legacy, BITBUCKET_USERNAME: 'ana' }],
    ['BITBUCKET_EMAIL', { ...api, BITBUCKET_EMAIL: 'ana' }],
  ])('refuses a user name in %s before any call: it belongs to an app password', (name, fields) => {
    const stop = caught(() => chooseCredentials(fields));
    expect(stop.message).toContain(`"ana" (${name}): app passwords were removed on 2026-07-28`);
    expect(stop.hint).toContain('BITBUCKET_API_TOKEN');
  });

  test('refuses a token that no header can hold, and does not show it', () => {
    const stop = caught(() => chooseCredentials({ BITBUCKET_ACCESS_TOKEN: new Secret('one two') }));
    expect(inspect(stop)).not.toContain('one two');
    expect(stop.message).toContain('BITBUCKET_ACCESS_TOKEN');
  });

  test('shows no secret', () => {
    for (const fields of [access, api, oauth, legacy]) {
      const text = inspect(chooseCredentials(fields), { depth: 9 });
      expect(text).toContain('[secret]');
      expect(text).not.toMatch(/access'|ATATT|client'/);
    }
  });
});
