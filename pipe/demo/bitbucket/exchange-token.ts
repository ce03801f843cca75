import { randomBytes } from 'node:crypto';
import type { Answer } from './operation.ts';
import type { Token } from './token.ts';
import type { World } from './world.ts';

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly origin: string;
  readonly authorization: string | undefined;
  readonly contentType: string;
  readonly text: string;
  /** How many are under way with it. */
  readonly inFlight: number;
}

/** A private OAuth consumer. */
export interface Consumer {
  readonly key: string;
  readonly secret: string;
  readonly scopes: readonly string[];
  /** The person it acts for, by uuid. */
  readonly user: string;
}

/** A token for an hour against the credentials of a consumer. Last verified 2026-11-20, Atlassian’s page on OAuth. */
export function exchangeToken(
  {
    world,
    tokens,
    consumers,
  }: { readonly world: World; tokens: Token[]; readonly consumers: Consumer[] },
  { method, authorization = '', text }: Asked,
): Answer {
  const [key, secret] = Buffer.from(authorization.replace(/^Basic /i, ''), 'base64')
    .toString('utf8')
    .split(':');
  const consumer = consumers.find((one) => one.key === key && one.secret === secret);
  const wants = new URLSearchParams(text).get('grant_type') === 'client_credentials';
  if (method !== 'POST' || !wants || consumer === undefined)
    return {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid OAuth client credentials' },
    };
  const token: Token = {
    kind: 'oauth',
    secret: randomBytes(16).toString('hex'),
    scopes: consumer.scopes,
    user: consumer.user,
    expires: new Date(world.now().getTime() + 3_600_000).toISOString(),
  };
  tokens.push(token);
  const scopes = token.scopes.join(' ');
  return {
    status: 200,
    body: { access_token: token.secret, token_type: 'bearer', expires_in: 3600, scopes },
  };
}
