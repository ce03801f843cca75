import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Deed } from '../../governance/apply-place.ts';
import { applyPlaces } from '../../governance/apply-places.ts';
import { liveSource } from '../../governance/live-source.ts';
import { type Made, makePlan } from '../../governance/make-plan.ts';
import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import {
  type Bitbucket,
  type BitbucketOptions,
  startBitbucket,
} from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import type { Client } from '../../src/api.ts';
import { bitbucketApi } from '../../src/io/bitbucket/bitbucket-api.ts';
import { Secret } from '../../src/secret.ts';

/** A workspace on loopback, and a client of somebody who may do everything unless the scopes say less. */
export async function aBitbucket(
  options: Partial<BitbucketOptions> & { readonly scopes?: readonly string[] } = {},
): Promise<{
  readonly bitbucket: Bitbucket;
  readonly client: Client;
  plan(policy: string, only?: readonly string[]): Promise<Made>;
  /** Plans, lets somebody come between, and applies. */
  apply(policy: string, meanwhile?: () => unknown): Promise<readonly Deed[]>;
  /** What the applies told. */
  readonly journal: readonly unknown[];
}> {
  const bitbucket = await startBitbucket({ plan: 'premium', queue: 20, ...options });
  onTestFinished(() => bitbucket.close());
  const { email = '', secret } = bitbucket.issueToken({
    kind: 'api',
    ...(options.scopes && { scopes: options.scopes }),
  });
  const client = bitbucketApi({
    baseUrl: bitbucket.url,
    credentials: { by: 'api-token', email, token: new Secret(secret) },
  });
  const plan = (text: string, only: readonly string[] = []) =>
    makePlan(liveSource(client), {
      policy: parsePolicy('policy.yml', text, {}),
      text,
      only,
      today: '2026-11-21',
    });
  const journal: unknown[] = [];
  const apply = async (text: string, meanwhile: () => unknown = () => {}) => {
    const { plan: made, desired } = await plan(text);
    await meanwhile();
    return applyPlaces(made.places, desired, {
      client,
      journal: async (deed) => void journal.push(deed),
      wait: (milliseconds) => setTimeout(milliseconds / 10),
      secret: (name) => new Secret(`value of ${name}`),
      signal: new AbortController().signal,
    });
  };
  return { bitbucket, client, plan, apply, journal };
}
