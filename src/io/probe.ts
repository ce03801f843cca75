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
      return { passed: false, result: `${result} (tried ${tries} times in ${call.within}s)` };
    }
    await wait(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

async function request(call: ProbeCall, signal: AbortSignal | undefined): Promise<ProbeResult> {
  try {
    const { status, headers } = await axios.get<unknown>(call.url, {
      timeout: call.timeout * 1000,
      maxRedirects: 0,
      validateStatus: () => true,
      responseType: 'text',
      // A kept connection may lead to a worker of the release before.
      headers: { Connection: 'close', 'Cache-Control': 'no-cache' },
      ...(signal === undefined ? {} : { signal }),
    });
    return judge(call, status, (name) => String(headers[name.toLowerCase()] ?? ''));
  } catch (error) {
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
