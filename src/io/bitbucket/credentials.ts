import { Stop } from '../../error.ts';
import { Secret } from '../../secret.ts';
import { sha256 } from '../sha256.ts';

/** Who a client is for Bitbucket. */
export type Credentials =
  | { readonly by: 'access-token'; readonly token: Secret }
  | { readonly by: 'api-token'; readonly email: string; readonly token: Secret }
  | { readonly by: 'oauth'; readonly id: string; readonly secret: Secret };

/** What the environment may hold, under the names of its variables. */
export interface CredentialFields {
  readonly BITBUCKET_ACCESS_TOKEN?: Secret | undefined;
  readonly BITBUCKET_EMAIL?: string | undefined;
  readonly BITBUCKET_API_TOKEN?: Secret | undefined;
  readonly BITBUCKET_OAUTH_CLIENT_ID?: string | undefined;
  readonly BITBUCKET_OAUTH_CLIENT_SECRET?: Secret | undefined;
  readonly BITBUCKET_USERNAME?: string | undefined;
  readonly BITBUCKET_APP_PASSWORD?: Secret | undefined;
}
type Name = keyof CredentialFields;

export interface ChosenCredentials {
  readonly credentials: Credentials;
  /** What a person should change, one sentence each. */
  readonly warnings: readonly string[];
}

/** Whose answers a client gets, in a word that holds no secret: an access token belongs to nobody, and goes by its digest. */
export function accountOf(credentials: Credentials): string {
  switch (credentials.by) {
    case 'access-token':
      return `the access token ${sha256(credentials.token.open()).slice(0, 12)}`;
    case 'api-token':
      return credentials.email;
    case 'oauth':
      return `the OAuth consumer ${credentials.id}`;
  }
}

const pairs = [
  ['BITBUCKET_EMAIL', 'BITBUCKET_API_TOKEN'],
  ['BITBUCKET_OAUTH_CLIENT_ID', 'BITBUCKET_OAUTH_CLIENT_SECRET'],
  ['BITBUCKET_USERNAME', 'BITBUCKET_APP_PASSWORD'],
] as const;

const renewed =
  'Set BITBUCKET_EMAIL to the e-mail of the Atlassian account and BITBUCKET_API_TOKEN to one of its API tokens';

/** The first complete set: access token, e-mail and API token, OAuth consumer, and the names of old scripts. */
export function chooseCredentials(fields: CredentialFields): ChosenCredentials {
  const token = secretOf(fields, 'BITBUCKET_ACCESS_TOKEN');
  if (token !== undefined) return { credentials: { by: 'access-token', token }, warnings: [] };
  for (const [user, secret] of pairs) {
    const [name, value] = [nameOf(fields, user), secretOf(fields, secret)];
    if (name !== undefined && value !== undefined) return pairOf(user, name, value);
  }
  throw new Stop('usage', `Cannot sign in to Bitbucket: ${missing(fields)}`, {
    hint: 'Set BITBUCKET_ACCESS_TOKEN, or BITBUCKET_EMAIL and BITBUCKET_API_TOKEN',
  });
}

function pairOf(variable: Name, name: string, value: Secret): ChosenCredentials {
  if (variable === 'BITBUCKET_OAUTH_CLIENT_ID') {
    return { credentials: { by: 'oauth', id: name, secret: value }, warnings: [] };
  }
  if (!name.includes('@')) throw notAnEmail(variable, name);
  const credentials = { by: 'api-token', email: name, token: value } as const;
  if (variable === 'BITBUCKET_EMAIL') return { credentials, warnings: [] };
  // Last verified 2026-11-20, Atlassian’s notices on app passwords (community 3237429, 3106901).
  const warning = `BITBUCKET_USERNAME and BITBUCKET_APP_PASSWORD are taken for an e-mail and an API token: Bitbucket removed app passwords on 2026-07-28. ${renewed}`;
  return { credentials, warnings: [warning] };
}

function notAnEmail(variable: Name, name: string): Stop {
  const why = 'app passwords were removed on 2026-07-28, and API tokens go with an e-mail';
  return new Stop('usage', `Cannot sign in to Bitbucket as "${name}" (${variable}): ${why}`, {
    hint: renewed,
  });
}

function missing(fields: CredentialFields): string {
  const halves = pairs.flatMap(([user, secret]) => {
    const there = [user, secret].filter((name) => given(fields, name));
    const absent = [user, secret].filter((name) => !given(fields, name));
    return there.length === 1 ? [`${there[0]} is set, ${absent[0]} is not`] : [];
  });
  return halves.length === 0 ? 'there are no credentials' : halves.join('; ');
}

function given(fields: CredentialFields, name: Name): boolean {
  const value = fields[name];
  return (typeof value === 'string' ? value : (value?.open() ?? '')).trim() !== '';
}

function nameOf(fields: CredentialFields, name: (typeof pairs)[number][0]): string | undefined {
  return given(fields, name) ? fields[name]?.trim() : undefined;
}

function secretOf(
  fields: CredentialFields,
  name: 'BITBUCKET_ACCESS_TOKEN' | (typeof pairs)[number][1],
): Secret | undefined {
  // A pasted token often ends with a line break.
  const value = fields[name]?.open().trim() ?? '';
  if (value === '') return undefined;
  if (/^[\x21-\x7e]+$/.test(value)) return new Secret(value);
  throw new Stop('usage', `Cannot use ${name}: it holds blanks, breaks or letters no token has`, {
    hint: `Copy the token again, the whole of it and nothing else, into ${name}`,
  });
}
