import { resolve } from 'node:path';
import type { Client } from '../../src/api.ts';
import { baseOf, bitbucketCloud } from '../../src/io/bitbucket/addresses.ts';
import { bitbucketApi } from '../../src/io/bitbucket/bitbucket-api.ts';
import type { Budget } from '../../src/io/bitbucket/budget.ts';
import { type Checkpoint, openCheckpoint } from '../../src/io/bitbucket/checkpoint.ts';
import { systemClock } from '../../src/io/bitbucket/clock.ts';
import { accountOf, chooseCredentials } from '../../src/io/bitbucket/credentials.ts';
import { countdown } from '../../src/io/countdown.ts';
import { keepNewSpaceSmall } from '../../src/io/keep-new-space-small.ts';
import { sha256 } from '../../src/io/sha256.ts';
import type { Context } from '../context.ts';

/** How Bitbucket is asked. */
export interface SigningIn {
  readonly budget?: Budget | undefined;
  readonly checkpoint?: string | undefined;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** A client of Bitbucket’s API for whoever the environment names. */
export interface Session {
  readonly client: Client;
  /** Ends all that is under way. The checkpoint of a complete run is removed. */
  end(how: 'complete' | 'unfinished'): Promise<void>;
}

// A policy of thousands of repositories may take two days of hours; what is older than three is looked at again.
const longestRun = 3 * 24 * 3_600_000;

/** Signs in. `about` is the text of the policy: a checkpoint is good for one only. */
export async function signIn(
  options: SigningIn,
  about: string,
  context: Context,
): Promise<Session> {
  keepNewSpaceSmall();
  const { environment, emit, signal } = context;
  const { credentials, warnings } = chooseCredentials(environment);
  for (const message of warnings) emit({ type: 'noted', severity: 'warning', message });
  const whose = { account: accountOf(credentials), policy: sha256(about) };
  const checkpoint = await checkpointOf(options, whose, context);
  const waits = countdown<{ readonly until: number; readonly because: string }>((wait, seconds) => {
    const until = new Date(wait.until).toISOString();
    emit({ type: 'waiting', because: limits[wait.because] ?? '', until, seconds });
  });
  const isTold = options.verbose === true || options.debug === true;
  const client = bitbucketApi({
    baseUrl: environment.BITBUCKET_API_URL,
    ...{ credentials, budget: options.budget, signal, checkpoint, onWait: waits.begin },
    onRequest: isTold ? (asking) => emit({ type: 'asked', ...asking }) : undefined,
  });
  return {
    client,
    async end(how) {
      waits.end();
      await client.close();
      await (how === 'complete' ? checkpoint?.remove() : checkpoint?.close());
    },
  };
}

const limits: Readonly<Record<string, string>> = {
  budget: 'the budget is used up',
  'rate-limit': 'Bitbucket asks to wait',
  trouble: 'Bitbucket does not answer as it should',
};

async function checkpointOf(
  { checkpoint: named }: SigningIn,
  whose: { readonly account: string; readonly policy: string },
  { directory, environment, emit }: Context,
): Promise<Checkpoint | undefined> {
  if (named === undefined) return undefined;
  const notBefore = systemClock.now() - longestRun;
  const api = baseOf(environment.BITBUCKET_API_URL ?? bitbucketCloud);
  const options = { ...whose, api, notBefore };
  const checkpoint = await openCheckpoint(resolve(directory, named), options);
  const oldest = checkpoint.times.find((time) => time >= notBefore);
  if (checkpoint.held > 0 && oldest !== undefined) {
    const since = `${new Date(oldest).toISOString().slice(0, 19)}Z`;
    const message = `Going on from ${named}: it holds ${checkpoint.held} answers, the oldest of ${since}`;
    emit({ type: 'noted', severity: 'note', message });
  }
  // As it was typed, so that it can be typed again.
  return { ...checkpoint, file: named };
}
