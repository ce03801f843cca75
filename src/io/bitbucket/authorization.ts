import { Secret } from '../../secret.ts';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import { oauthToken } from './oauth-token.ts';
import type { Transport } from './transport.ts';

/** The header that signs a request. */
export interface Authorization {
  readonly by: Credentials['by'];
  header(): Promise<Secret>;
  /** Bitbucket refused this header: is there another to try? */
  renew(refused: Secret): boolean;
  /** Everything that must not be seen. */
  secrets(): readonly Secret[];
}

export interface Wire {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
}

/** How credentials sign. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81: API tokens are Basic, never Bearer. */
export function authorization(
  credentials: Credentials,
  tokenUrl: string,
  wire: Wire,
): Authorization {
  switch (credentials.by) {
    case 'access-token':
      return fixed(credentials.by, `Bearer ${credentials.token.open()}`, [credentials.token]);
    case 'api-token': {
      const pair = basic(credentials.email, credentials.token);
      return fixed(credentials.by, `Basic ${pair.open()}`, [credentials.token, pair]);
    }
    case 'oauth':
      return oauth(credentials, tokenUrl, wire);
  }
}

function fixed(by: Credentials['by'], value: string, secrets: readonly Secret[]): Authorization {
  const header = new Secret(value);
  return { by, header: async () => header, renew: () => false, secrets: () => secrets };
}

function oauth(
  consumer: Extract<Credentials, { by: 'oauth' }>,
  tokenUrl: string,
  wire: Wire,
): Authorization {
  const pair = basic(consumer.id, consumer.secret);
  const token = oauthToken({ url: tokenUrl, basic: pair, secret: consumer.secret }, wire);
  const headers = new Map<Secret, Secret>();
  const headerOf = (of: Secret) => {
    const header = headers.get(of) ?? new Secret(`Bearer ${of.open()}`);
    headers.clear();
    headers.set(of, header);
    return header;
  };
  return {
    by: 'oauth',
    header: async () => headerOf(await token.current()),
    renew: (refused) => {
      if ([...headers.values()].includes(refused)) token.forget();
      return true;
    },
    secrets: () => [consumer.secret, pair, ...headers.keys()],
  };
}

function basic(user: string, password: Secret): Secret {
  return new Secret(Buffer.from(`${user}:${password.open()}`, 'utf8').toString('base64'));
}
