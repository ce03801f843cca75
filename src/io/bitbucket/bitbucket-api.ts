import type { Client } from '../../api.ts';
import { baseOf, bitbucketCloud, tokenUrlOf } from './addresses.ts';
import type { Wait } from './admission.ts';
import { authorization } from './authorization.ts';
import { type Budget, rollingBudget } from './budget.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import { exchange } from './exchange.ts';
import { pace } from './pace.ts';
import { type Line, reader } from './reader.ts';
import { network } from './transport.ts';
import { writer } from './writer.ts';

export interface ApiOptions {
  readonly baseUrl?: string | undefined;
  readonly credentials: Credentials;
  /** How many requests at most are made side by side. */
  readonly concurrency?: number;
  readonly budget?: Budget | undefined;
  readonly clock?: Clock;
  /** Between 0 and 1. */
  readonly random?: () => number;
  readonly signal?: AbortSignal | undefined;
  /** A wait begins that is long enough to be shown. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
  /** Answers of an earlier run; with it, a run stops at a limit instead of waiting. */
  readonly checkpoint?: Checkpoint | undefined;
}

type Counting = (what: 'requests' | 'remembered' | 'repeated') => void;

// `terraform plan` is refused at ten side by side. Last verified 2026-11-20, DrFaust92/terraform-provider-bitbucket #255.
const sideBySide = 4;

/** A client of Bitbucket’s API that keeps within its limits, and repeats only what is safe to repeat. */
export function bitbucketApi(options: ApiOptions): Client {
  const counts = { requests: 0, remembered: 0, repeated: 0 };
  const count: Counting = (what) => {
    counts[what] += 1;
  };
  const line = lineOf(options, count);
  const reads = { ...line, places: new Map(), onRecall: () => count('remembered') };
  return {
    ...reader({ ...reads, recall: true }),
    live: reader({ ...reads, recall: false }),
    send: writer(line),
    counts: () => ({ ...counts }),
  };
}

function lineOf(options: ApiOptions, count: Counting): Line {
  const { clock = systemClock, random = Math.random, signal, checkpoint, onWait } = options;
  const base = baseOf(options.baseUrl ?? bitbucketCloud);
  const wire = { transport: network(), clock, random, signal };
  const signs = authorization(options.credentials, tokenUrlOf(base), wire);
  const send = exchange({
    ...wire,
    authorization: signs,
    pace: pace(options.concurrency ?? sideBySide),
    budget: options.budget && rollingBudget(options.budget, checkpoint?.times),
    onWait,
    checkpoint: checkpoint?.file,
    count,
  });
  return { base, exchange: send, authorization: signs, clock, checkpoint };
}
