import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import axios, { isAxiosError } from 'axios';
import { reasonOf } from '../error.ts';
import type { ProbeCall } from '../release/plan.ts';

const pause = 500;

/** How a probe ended, in one sentence. */
export interface ProbeResult {
  readonly passed: boolean;
  readonly result: string;
}

/** Asks until the answer is right or the time is over. A release that does not answer at once is warming up, not broken. */
export async function probeUntil(
  call: ProbeCall,
  { seconds, signal }: { readonly seconds: () => number; readonly signal: AbortSignal | undefined },
): Promise<ProbeResult> {
  const until = seconds() + call.within;
  for (let tries = 1; ; tries += 1) {
    const { passed, result } = await request(call, signal);
    if (passed) return { passed, result };
    if (signal?.aborted || seconds() >= until) {
      return { passed: false, result: `${result} (tried ${timesOf(tries)} in ${call.within}s)` };
    }
    await wait(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

function timesOf(tries: number): string {
  return tries === 1 ? 'once' : `${tries} times`;
}

async function request(call: ProbeCall, signal: AbortSignal | undefined): Promise<ProbeResult> {
  const late = AbortSignal.timeout(call.timeout * 1000);
  try {
    const { status, headers, data } = await axios.get<Readable>(call.url, {
      // Not axios' own timeout, which an answer that drips never meets.
      signal: AbortSignal.any([late, ...(signal === undefined ? [] : [signal])]),
      maxRedirects: 0,
      validateStatus: () => true,
      // The head says it all: a page without an end must not hold the run.
      responseType: 'stream',
      // A kept connection may lead to a worker of the release before.
      headers: { Connection: 'close', 'Cache-Control': 'no-cache' },
    });
    data.destroy();
    return judge(call, status, (name) => String(headers[name.toLowerCase()] ?? ''));
  } catch (error) {
    if (late.aborted) return { passed: false, result: `no answer within ${call.timeout}s` };
    const code = isAxiosError(error) ? error.code : undefined;
    return { passed: false, result: `no answer: ${code ?? reasonOf(error)}` };
  }
}

function judge(
  { expect, release }: ProbeCall,
  status: number,
  header: (name: string) => string,
): ProbeResult {
  if (!expect.includes(status)) {
    return { passed: false, result: `it answered ${status}, expected ${expect.join(' or ')}` };
  }
  if (release === undefined) return { passed: true, result: `it answered ${status}` };
  const answered = header(release.header);
  if (answered === release.build)
    return { passed: true, result: `${release.build} answered ${status}` };
  const what = answered === '' ? 'no build' : `"${answered}"`;
  return { passed: false, result: `${what} in ${release.header}, expected "${release.build}"` };
}
