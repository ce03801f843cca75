import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { type Asked, type Consumer, exchangeToken } from './exchange-token.ts';
import { htmlPage, throttled } from './faults.ts';
import { newRouter } from './new-router.ts';
import type { Answer, Call } from './operation.ts';
import { operations } from './operations/index.ts';
import { limitHeaders, type newLimiter, type RateLimit } from './rate-limit.ts';
import { Refusal, refuse } from './refusal.ts';
import { selectFields } from './select-fields.ts';
import type { Token } from './token.ts';
import type { World } from './world.ts';

/** What the server is made of. */
export interface Desk {
  readonly world: World;
  readonly tokens: Token[];
  readonly consumers: Consumer[];
  readonly rateLimit: RateLimit;
  readonly mayCome: ReturnType<typeof newLimiter>;
}

const route = newRouter(operations);

/** The answer to one request: who asks, how often, what for, and only then the operation. */
export function answerRequest(desk: Desk, asked: Asked): Answer {
  try {
    // A proxy refuses these before the application sees them. Last verified 2026-11-20, bb-probe.
    if (/[{}]/.test(asked.path)) return htmlPage(400);
    if (asked.path === '/site/oauth2/access_token') return exchangeToken(desk, asked);
    return answerApi(desk, asked);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function answerApi(desk: Desk, asked: Asked): Answer {
  const { world, tokens, rateLimit } = desk;
  const { path, query, origin, inFlight } = asked;
  const now = world.now();
  const token = authenticate(asked.authorization, tokens, { members: world.state.members, now });
  if (!desk.mayCome({ token, path, now, inFlight })) return throttled(rateLimit.retryAfter);
  const { operation, params } = route(asked.method, path);
  authorise(operation, token);
  const body = bodyIn(asked);
  const answer = operation.answer({ world, token, origin, path, params, query, body });
  const headers = {
    'X-Credential-Type': token.kind === 'api' ? 'api_token' : `${token.kind}_token`,
    'X-OAuth-Scopes': token.scopes.join(', '),
    'X-Accepted-OAuth-Scopes': operation.scopes.oauth.join(', '),
    ...limitHeaders(rateLimit, token, path),
    ...answer.headers,
  };
  return { ...shown(answer, query), headers };
}

function shown(answer: Answer, query: Call['query']): Answer {
  const fields = query.get('fields') ?? '';
  const { hidden = [], body } = answer;
  if (body === undefined || (fields === '' && hidden.length === 0)) return answer;
  return { ...answer, body: selectFields(body, fields, hidden) };
}

/** An announced body that does not come can be a bad request. Last verified 2026-11-20, DrF client.go. */
function bodyIn({ text, contentType }: Asked): unknown {
  const isJson = contentType.includes('application/json');
  if (text === '' && isJson) throw refuse(400, 'Bad request', { detail: 'The body is empty.' });
  if (text === '') return undefined;
  if (!isJson) throw refuse(415, `Unsupported media type "${contentType}" in request.`);
  try {
    return JSON.parse(text);
  } catch {
    throw refuse(400, 'Bad request', { detail: 'The body is not JSON.' });
  }
}
