import { type Additions, newAdditions } from './additions.ts';
import type { Desk } from './answer-request.ts';
import type { Fault } from './faults.ts';
import { newState } from './new-state.ts';
import { newLimiter, type RateLimit } from './rate-limit.ts';
import { newRequestLog, type RequestLog } from './request-log.ts';
import { serve, type Witness } from './serve.ts';
import { settleLater } from './settle-later.ts';
import type { Plan, State } from './state.ts';
import type { World } from './world.ts';

export interface BitbucketOptions {
  readonly plan: Plan;
  /** The workspace’s slug. */
  readonly workspace?: string;
  /** Milliseconds before every answer. */
  readonly latency?: number;
  /** Milliseconds until what Bitbucket only queues has happened. */
  readonly queue?: number;
  /** What there is in the beginning; it is copied. */
  readonly seed?: State;
  readonly now?: () => Date;
  readonly rateLimit?: RateLimit;
  /** How many people the plan lets in: 5 on Free. */
  readonly userLimit?: number;
  /** How `override-settings` is spelt. */
  readonly inheritance?: World['inheritance'];
  /** Sees every request with its answer: tests compare them with Atlassian’s document. */
  readonly witness?: Witness;
}

/** A Bitbucket Cloud in this process: the governance part of its API, as strict as the real one where that is known. */
export interface Bitbucket extends Additions {
  /** The base of the API 2.0, as for `BITBUCKET_API_URL`. */
  readonly url: string;
  /** Where OAuth consumers get their tokens. */
  readonly tokenUrl: string;
  /** Live: reading shows what there is, writing is what a person does behind our back. */
  readonly state: State;
  /** What goes wrong next; add to it. */
  readonly faults: Fault[];
  readonly requests: RequestLog;
  close(): void;
}

/** Starts one on loopback. What of its behaviour is a choice and not known stands in operations/index.ts. */
export async function startBitbucket(options: BitbucketOptions): Promise<Bitbucket> {
  const { latency = 0, witness = () => undefined } = options;
  const { later, stop } = settleLater(options.queue ?? 100);
  const world = worldOf(options, later);
  const rateLimit = options.rateLimit ?? {};
  const desk: Desk = {
    world,
    tokens: [],
    consumers: [],
    rateLimit,
    mayCome: newLimiter(rateLimit),
  };
  const faults: Fault[] = [];
  const requests = newRequestLog();
  const { origin, close } = await serve({ desk, faults, requests, latency, witness });
  return {
    ...newAdditions(desk),
    url: `${origin}/2.0`,
    tokenUrl: `${origin}/site/oauth2/access_token`,
    state: world.state,
    faults,
    requests,
    close: () => {
      stop();
      close();
    },
  };
}

function worldOf(options: BitbucketOptions, later: World['later']): World {
  const {
    plan,
    seed,
    workspace = 'zentra',
    inheritance = 'flat',
    now = () => new Date(),
  } = options;
  const state = seed === undefined ? newState(workspace, now()) : structuredClone(seed);
  const userLimit = options.userLimit ?? (plan === 'free' ? 5 : Number.POSITIVE_INFINITY);
  return { state, plan, userLimit, inheritance, now, later };
}
