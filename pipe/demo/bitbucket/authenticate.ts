import { Refusal, refuse } from './refusal.ts';
import type { State } from './state.ts';
import type { Token } from './token.ts';

/** Whose request it is, or 401. Last verified 2026-11-20, Atlassian’s notice on app passwords and OpenAPI x-revision 2ecc89e5fe81. */
export function authenticate(
  header: string | undefined,
  tokens: readonly Token[],
  { members, now }: { readonly members: State['members']; readonly now: Date },
): Token {
  const [scheme = '', credential = ''] = (header ?? '').split(' ');
  const token =
    scheme.toLowerCase() === 'basic'
      ? basic(credential, tokens, members)
      : bearer(scheme, credential, tokens);
  if (token === undefined || isExpired(token, now)) throw unauthorised(invalid);
  return token;
}

const invalid = 'Token is invalid, expired, or not supported for this endpoint.';

function bearer(scheme: string, secret: string, tokens: readonly Token[]): Token | undefined {
  if (scheme.toLowerCase() !== 'bearer') throw unauthorised('Authentication required');
  return tokens.find((token) => token.secret === secret && token.kind !== 'api');
}

/** E-mail and API token. A user name can only belong to an app password, and those are gone since 2026-07-28. */
function basic(
  credential: string,
  tokens: readonly Token[],
  members: State['members'],
): Token | undefined {
  const text = Buffer.from(credential, 'base64').toString('utf8');
  const at = text.indexOf(':');
  const [name, secret] = [text.slice(0, at), text.slice(at + 1)];
  if (!name.includes('@'))
    throw unauthorised('App passwords are no longer supported. Use an API token.');
  const user = members.find(({ email }) => email === name);
  return tokens.find(
    (token) => token.kind === 'api' && token.secret === secret && token.user === user?.uuid,
  );
}

function isExpired({ expires }: Token, now: Date): boolean {
  return expires !== undefined && new Date(expires) <= now;
}

function unauthorised(message: string): Refusal {
  const headers = { 'WWW-Authenticate': 'Basic realm="Bitbucket.org HTTP"' };
  return new Refusal({ ...refuse(401, message).answer, headers });
}
