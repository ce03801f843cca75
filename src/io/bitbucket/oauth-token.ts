import * as z from 'zod';
import { ApiProblem } from '../../api-problem.ts';
import { Secret } from '../../secret.ts';
import { interrupted } from './admission.ts';
import type { Wire } from './authorization.ts';
import { persist } from './persist.ts';
import { problemOf } from './problem-of.ts';
import type { Answer, Silence } from './transport.ts';

export interface Consumer {
  readonly url: string;
  /** The consumer’s id and secret, as Basic wants them. */
  readonly basic: Secret;
  readonly secret: Secret;
}

/** A token that is fetched when it is needed, and again before it expires. */
export interface OauthToken {
  current(): Promise<Secret>;
  /** The token was refused: the next one is new. */
  forget(): void;
}

const answer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().catch(3600),
});

/** A request that was signed with the last of a token’s time may come too late. */
const margin = 60_000;

/** The token of an OAuth consumer, by client credentials. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export function oauthToken(consumer: Consumer, wire: Wire): OauthToken {
  let known: { readonly token: Promise<Secret>; until: number } | undefined;
  const renewed = () => {
    const fetched = fetchToken(consumer, wire);
    const entry = { token: fetched.then(({ token }) => token), until: Number.POSITIVE_INFINITY };
    fetched.then(
      ({ seconds }) => {
        entry.until = wire.clock.now() + Math.max(seconds * 1000 - margin, margin / 2);
      },
      () => {
        known = undefined;
      },
    );
    return entry;
  };
  return {
    current() {
      if (known === undefined || wire.clock.now() >= known.until) known = renewed();
      return known.token;
    },
    forget() {
      known = undefined;
    },
  };
}

async function fetchToken({ url, basic, secret }: Consumer, wire: Wire) {
  const call = {
    method: 'POST',
    url,
    headers: {
      Authorization: `Basic ${basic.open()}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  } as const;
  // A second token does no harm.
  const { reply } = await persist(() => wire.transport(call, wire.signal), wire, {
    repeatable: true,
  });
  const parsed = reply.answered && reply.status === 200 ? read(reply.text) : undefined;
  if (wire.signal?.aborted) throw interrupted();
  if (parsed === undefined) throw problem(reply, [basic, secret]);
  return { token: new Secret(parsed.access_token), seconds: parsed.expires_in };
}

function read(text: string): z.output<typeof answer> | undefined {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function problem(reply: Answer | Silence, secrets: readonly Secret[]): ApiProblem {
  if (reply.answered && reply.status !== 200) {
    const asked = { method: 'GET', path: 'an OAuth token', credentials: 'oauth', secrets } as const;
    // Bitbucket’s token endpoint answers 400 to a wrong consumer.
    const refused = reply.status === 400 || reply.status === 403;
    return problemOf(asked, refused ? { ...reply, status: 401 } : reply);
  }
  const what = reply.answered ? 'the answer holds no token' : `no answer (${reply.reason})`;
  return new ApiProblem(`Cannot get an OAuth token: ${what}`, { kind: 'unreachable' });
}
