import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { liveSource } from '../../governance/live-source.ts';
import { type Made, makePlan } from '../../governance/make-plan.ts';
import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import type { Policy } from '../../governance/policy/policy.ts';
import type { Source } from '../../governance/source.ts';
import type { Client } from '../../src/api.ts';
import { reasonOf, Stop } from '../../src/error.ts';
import { bitbucketApi } from '../../src/io/bitbucket/bitbucket-api.ts';
import type { Budget } from '../../src/io/bitbucket/budget.ts';
import { chooseCredentials } from '../../src/io/bitbucket/credentials.ts';
import type { Context } from '../context.ts';

/** What every governance command begins with: a policy, and a way to Bitbucket. */
export interface Governing {
  readonly policy: Policy;
  readonly text: string;
  readonly client: Client;
  /** Where the facts come from: the client, or what stands in for it. */
  readonly source: Source;
  /** UTC: `2026-12-31`. */
  readonly today: string;
}

/** Reads the policy before anybody is asked anything, and signs in. */
export async function governing(
  { policy: file, budget }: { readonly policy: string; readonly budget?: Budget | undefined },
  context: Context,
): Promise<Governing> {
  const { directory, process, now } = context;
  const text = await readFile(resolve(directory, file), 'utf8').catch((cause: unknown) => {
    throw new Stop('usage', `Cannot read the policy ${file}: ${reasonOf(cause)}`, {
      cause,
      hint: 'Name it with --policy',
    });
  });
  const policy = parsePolicy(file, text, process.environment);
  const client = signedIn(context, budget);
  return { policy, text, client, source: liveSource(client), today: now().slice(0, 10) };
}

/** A client of Bitbucket’s API for whoever the environment names. */
export function signedIn(
  { environment, emit, signal }: Context,
  budget: Budget | undefined,
): Client {
  const { credentials, warnings } = chooseCredentials(environment);
  for (const message of warnings) emit({ type: 'noted', severity: 'warning', message });
  return bitbucketApi({
    baseUrl: environment.BITBUCKET_API_URL,
    credentials,
    budget,
    signal,
    onWait: ({ because, until }) => {
      const limit = because === 'budget' ? 'the budget is used up' : 'Bitbucket asks to wait';
      const message = `Waiting until ${new Date(until).toISOString()}: ${limit}`;
      emit({ type: 'noted', severity: 'note', message });
    },
  });
}

/** The plan of today, with everything it is made from. */
export async function planned(
  { policy, text, source, today }: Omit<Governing, 'client'>,
  only: readonly string[],
  { emit }: Context,
): Promise<Made> {
  return makePlan(source, {
    policy,
    text,
    only,
    today,
    onStart: ({ places, requests }) => {
      const message = `Looking at ${places} ${places === 1 ? 'place' : 'places'}: about ${requests} requests`;
      if (places > 1) emit({ type: 'noted', severity: 'note', message });
    },
  });
}
