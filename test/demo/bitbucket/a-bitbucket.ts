import { expect, onTestFinished } from 'vitest';
import type { IssuedToken } from '../../../pipe/demo/bitbucket/additions.ts';
import {
  type Bitbucket,
  type BitbucketOptions,
  startBitbucket,
} from '../../../pipe/demo/bitbucket/start-bitbucket.ts';
import { undocumented } from './documented.ts';

/** What came back; the body is JSON, or text where it is none. */
interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
  readonly body: any;
  readonly headers: Headers;
}

/** Asks the API below its base. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** A Bitbucket with one repository, `shop`, and somebody who may do everything. What is asked and answered is checked against Atlassian’s document, where that is. */
export async function aBitbucket(options: Partial<BitbucketOptions> = {}): Promise<{
  readonly bitbucket: Bitbucket;
  readonly ask: Ask;
  readonly askAs: (token: Pick<IssuedToken, 'authorization'>) => Ask;
}> {
  const problems: string[] = [];
  const bitbucket = await startBitbucket({
    plan: 'premium',
    queue: 20,
    witness: (asked, answer) => problems.push(...undocumented(asked, answer)),
    ...options,
  });
  onTestFinished(() => {
    bitbucket.close();
    expect(problems).toEqual([]);
  });
  bitbucket.addRepository({ slug: 'shop', branches: ['main', 'stg', 'release/1'] });
  const askAs = (token: Pick<IssuedToken, 'authorization'>) =>
    asker(bitbucket, token.authorization);
  return { bitbucket, askAs, ask: askAs(bitbucket.issueToken({ kind: 'api' })) };
}

/** The address of the repository that every such Bitbucket has. */
export const shop = '/repositories/zentra/shop';

function asker(bitbucket: Bitbucket, authorization: string): Ask {
  return async (method, path, body) => {
    const base = path.startsWith('/1.0') ? new URL(bitbucket.url).origin : bitbucket.url;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(`${base}${path}`, {
      method,
      redirect: 'manual',
      headers: { authorization, ...type },
      ...sent,
    });
    return {
      status: response.status,
      body: await read(response),
      headers: response.headers,
    };
  };
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}
