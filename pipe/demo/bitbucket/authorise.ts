import type { Operation } from './operation.ts';
import { refuse } from './refusal.ts';
import { missingScopes } from './scopes.ts';
import type { Token } from './token.ts';

/** Refuses a token that this operation does not take, or whose scopes do not reach. */
export function authorise(
  { scopes, refusesAccessTokens }: Pick<Operation, 'scopes' | 'refusesAccessTokens'>,
  token: Token,
): void {
  if (refusesAccessTokens && token.kind === 'access')
    throw refuse(
      403,
      'This API endpoint does not support authentication using the provided token.',
    );
  requireScopes(neededScopes(scopes, token), token);
}

/** `detail` is an object here, and a string everywhere else. Last verified 2026-11-20, bbx. */
export function requireScopes(required: readonly string[], { scopes: granted }: Token): void {
  if (missingScopes(required, granted).length === 0) return;
  throw refuse(403, 'Your credentials lack one or more required privilege scopes.', {
    detail: { required, granted },
  });
}

export function neededScopes(
  { oauth, api }: Operation['scopes'],
  { kind }: Token,
): readonly string[] {
  return kind === 'api' ? api : oauth;
}
