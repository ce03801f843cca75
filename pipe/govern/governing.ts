import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { liveSource } from '../../governance/live-source.ts';
import { type Made, makePlan } from '../../governance/make-plan.ts';
import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import type { Policy } from '../../governance/policy/policy.ts';
import type { Source } from '../../governance/source.ts';
import type { Client } from '../../src/api.ts';
import { Stop } from '../../src/error.ts';
import type { Budget } from '../../src/io/bitbucket/budget.ts';
import { whyUnread } from '../../src/io/why-unread.ts';
import type { Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { type SigningIn, signIn } from './sign-in.ts';

/** What every governance command begins with: a policy, and a way to Bitbucket. */
export interface Governing {
  readonly policy: Policy;
  readonly text: string;
  readonly client: Client;
  /** Where the facts come from: the client, or what stands in for it. */
  readonly source: Source;
  /** UTC: `2026-12-31`. */
  readonly today: string;
  readonly budget?: Budget | undefined;
}

/** Reads the policy before anybody is asked anything, and signs in. */
export async function governing(options: GoverningOptions, context: Context): Promise<Governing> {
  return (await begun(options, context)).governing;
}

/** Does the work with a policy and a way to Bitbucket, and ends what is under way, however the work ends. */
export async function governed(
  options: GoverningOptions,
  context: Context,
  work: (governing: Governing) => Promise<Ending>,
): Promise<Ending> {
  const { governing, end } = await begun(options, context);
  let how: Parameters<typeof end>[0] = 'unfinished';
  try {
    const ending = await work(governing);
    if (ending.unfinished !== true) how = 'complete';
    return ending;
  } finally {
    await end(how);
  }
}

interface GoverningOptions extends SigningIn {
  readonly policy: string;
}

async function begun({ policy: file, ...options }: GoverningOptions, context: Context) {
  const { directory, process, now } = context;
  const text = await readFile(resolve(directory, file), 'utf8').catch((cause: unknown) => {
    throw new Stop('usage', `Cannot read the policy ${file}: ${whyUnread(cause)}`, {
      cause,
      hint: 'Name it with --policy, or begin with "govern export"',
    });
  });
  const policy = parsePolicy(file, text, process.environment);
  const { client, end } = await signIn(options, text, context);
  const today = now().slice(0, 10);
  const source = liveSource(client);
  const governing: Governing = { policy, text, client, source, today, budget: options.budget };
  return { governing, end };
}

/** The plan of today, with everything it is made from. */
export async function planned(
  { policy, text, source, today, budget }: Omit<Governing, 'client'>,
  only: readonly string[],
  { emit }: Context,
): Promise<Made> {
  return makePlan(source, {
    policy,
    text,
    only,
    today,
    onStart: ({ places, requests }) => {
      const message = `Looking at ${places} places: about ${requests} requests${hours(requests, budget)}`;
      if (places > 1) emit({ type: 'noted', severity: 'note', message });
    },
  });
}

/** What a budget makes of so many requests: those of an hour are made at once, then one waits. */
function hours(requests: number, budget: Budget | undefined): string {
  const waits = budget === undefined ? 0 : Math.ceil(requests / budget.requests) - 1;
  if (budget === undefined || waits === 0) return '';
  return `, at ${budget.requests} an hour ${waits} ${waits === 1 ? 'hour' : 'hours'} of waiting`;
}
