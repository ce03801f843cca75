import type { Api, Client } from '../../api.ts';
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
import { type UnderWay, underWay } from './under-way.ts';
import { type Asking, watched } from './watched.ts';
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
  /** A request has been made. */
  readonly onRequest?: ((asking: Asking) => void) | undefined;
  /** A wait begins that is long enough to be shown. */
  readonly onWait?: ((wait: Wait) => void) | undefined;
  /** Answers of an earlier run; with it, a run stops at a limit instead of waiting. */
  readonly checkpoint?: Checkpoint | undefined;
}

/** A client that holds connections and waits. */
export interface Connected extends Client {
  /** Asks nothing any more; resolves when what is under way has ended, and what will be remembered is on the disk. */
  close(): Promise<void>;
}

type Counting = (what: 'requests' | 'remembered' | 'repeated') => void;

// `terraform plan` is refused at ten side by side. Last verified 2026-11-20, DrFaust92/terraform-provider-bitbucket #255.
const sideBySide = 4;

/** A client of Bitbucket’s API that keeps within its limits, and repeats only what is safe to repeat. */
export function bitbucketApi(options: ApiOptions): Connected {
  const counts = { requests: 0, remembered: 0, repeated: 0 };
  const count: Counting = (what) => {
    counts[what] += 1;
  };
  const over = new AbortController();
  const { track, ended } = underWay();
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  const line = lineOf({ ...options, signal }, count);
  const reads = { ...line, places: new Map(), onRecall: () => count('remembered') };
  const write = writer(line);
  return {
    ...tracked(reader({ ...reads, recall: true }), track),
    live: tracked(reader({ ...reads, recall: false }), track),
    send: (request) => track(write(request)),
    counts: () => ({ ...counts }),
    close() {
      over.abort();
      return ended();
    },
  };
}

function tracked({ get, list }: Api, track: UnderWay['track']): Api {
  return {
    get: (path, options) => track(get(path, options)),
    list: (path, options) => track(list(path, options)),
  };
}

function lineOf(options: ApiOptions, count: Counting): Line {
  const { clock = systemClock, random = Math.random, signal, checkpoint, onWait } = options;
  const base = baseOf(options.baseUrl ?? bitbucketCloud);
  const wire = { transport: network(), clock, random, signal };
  const budget = options.budget && rollingBudget(options.budget, checkpoint?.times);
  const watching = { ...wire, budget, onRequest: options.onRequest };
  const signs = authorization(options.credentials, tokenUrlOf(base), {
    ...wire,
    transport: (call, until) => watched(watching, [])(call, until),
  });
  const send = exchange({
    ...watching,
    authorization: signs,
    pace: pace(options.concurrency ?? sideBySide),
    onWait,
    checkpoint: checkpoint?.file,
    count,
  });
  return { base, exchange: send, authorization: signs, clock, checkpoint };
}
