import { ApiProblem, type ProblemKind } from '../../api-problem.ts';
import type { Secret } from '../../secret.ts';
import type { Credentials } from './credentials.ts';
import { type ErrorBody, readError } from './error-body.ts';
import { redact } from './redact.ts';
import type { Answer, Call } from './transport.ts';

/** What was asked, in words for people. */
export interface Asked {
  readonly method: Call['method'];
  /** Below the API’s base. */
  readonly path: string;
  readonly premium?: boolean | undefined;
  readonly credentials: Credentials['by'];
  /** What must not come back to people out of an answer. */
  readonly secrets: readonly Secret[];
}

/** Why an answer is not what was asked for. */
export function problemOf(asked: Asked, answer: Answer): ApiProblem {
  const body = readError(redact(answer.text, asked.secrets));
  const kind = kindOf(asked, answer, body);
  const said = body.message === '' ? '' : `, "${body.message}"`;
  return new ApiProblem(`${cannot(asked)}: Bitbucket answered ${answer.status}${said}`, {
    kind,
    status: answer.status,
    requiredScopes: body.required,
    hint: hintFor(kind, asked, body),
    code: codeOf(asked, kind),
  });
}

/** `Cannot read "repositories/zentra/ame-web"`. */
export function cannot({ method, path }: Pick<Asked, 'method' | 'path'>): string {
  const verbs = { GET: 'read', POST: 'add to', PUT: 'change', DELETE: 'delete' } as const;
  return `Cannot ${verbs[method]} "${readable(path)}"`;
}

/** What could not be read leaves us unsure; what could not be written has failed. */
export function codeOf({ method }: Pick<Asked, 'method'>, kind: ProblemKind): 'failed' | 'unsure' {
  return method === 'GET' && kind !== 'not-signed-in' && kind !== 'interrupted'
    ? 'unsure'
    : 'failed';
}

function readable(path: string): string {
  const [address = ''] = path.split('?');
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

function kindOf({ method, path, premium }: Asked, { status }: Answer, body: ErrorBody) {
  if (status === 403 && body.required.length > 0) return 'missing-scope';
  if (status === 403 && premium === true) return 'plan-limited';
  // The answer to one schedule too many. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
  if (status === 401 && method === 'POST' && path.endsWith('/schedules')) return 'invalid';
  return kinds[status] ?? kindOfClass(status);
}

// 402 is the answer to more users than the plan has. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
const kinds: Readonly<Record<number, ProblemKind>> = {
  401: 'not-signed-in',
  402: 'plan-limited',
  403: 'no-access',
  404: 'not-found',
  409: 'conflict',
  410: 'gone',
  429: 'rate-limited',
};

function kindOfClass(status: number): ProblemKind {
  if (status >= 500) return 'unreachable';
  return status >= 300 && status < 400 ? 'redirected' : 'invalid';
}

function hintFor(kind: ProblemKind, asked: Asked, body: ErrorBody): string | undefined {
  switch (kind) {
    case 'missing-scope':
      return scopeHint(body);
    case 'not-signed-in':
      return signInHints[asked.credentials];
    case 'no-access':
      // Permissions, and deploy keys to write. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
      return /does not support auth/i.test(body.message) && asked.credentials === 'access-token'
        ? 'Access tokens may not see this: sign in with BITBUCKET_EMAIL and BITBUCKET_API_TOKEN'
        : hints[kind];
    case 'gone':
      return body.announcement === undefined ? undefined : `Read ${body.announcement}`;
    default:
      return hints[kind];
  }
}

const hints: Readonly<Partial<Record<ProblemKind, string>>> = {
  'no-access': 'Ask an administrator of the place for access, or use credentials that have it',
  'plan-limited': 'Bitbucket offers this only in a higher plan: take it out of the policy',
  'not-found':
    'Look whether the name is right; Bitbucket also answers 404 to credentials that may not see a place',
  conflict: 'Run it again: what is there has changed, or has been there before',
  unreachable: 'Look at https://bitbucket.status.atlassian.com, and run it again later',
};

const signInHints: Readonly<Record<Credentials['by'], string>> = {
  'access-token':
    'BITBUCKET_ACCESS_TOKEN is wrong, expired or revoked: make a new access token; an API token goes into BITBUCKET_API_TOKEN, with BITBUCKET_EMAIL',
  'api-token':
    'Check that BITBUCKET_EMAIL is the e-mail of the Atlassian account and BITBUCKET_API_TOKEN one of its API tokens: they expire after a year at most, and app passwords were removed on 2026-07-28',
  oauth:
    'Check BITBUCKET_OAUTH_CLIENT_ID and BITBUCKET_OAUTH_CLIENT_SECRET; the consumer must be a private one',
};

function scopeHint({ required, granted }: ErrorBody): string {
  const list = (scopes: readonly string[]) => scopes.map((scope) => `"${scope}"`).join(', ');
  const has = granted.length === 0 ? '' : ` (these have ${list(granted)})`;
  const lacking = required.filter((scope) => !granted.includes(scope));
  const needed = list(lacking.length > 0 ? lacking : required);
  return `Use credentials with the scope ${needed}${has}; the scopes of a token cannot be changed, a new one is needed`;
}
