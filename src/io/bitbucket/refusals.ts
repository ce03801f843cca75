import { ApiProblem } from '../../api-problem.ts';
import { resume } from './admission.ts';
import { retryAfter } from './back-off.ts';
import type { Pace } from './pace.ts';
import type { Answer } from './transport.ts';

/** Refused so often although requests went out one by one, it is the limit of the hour and not that of a burst. */
const hourIsUp = 3;
const minute = 60_000;
const slice = 5 * minute;
/** The hour rolls: after that long it cannot be its limit any more. */
const slices = 13;
const mostOfOneRequest = 30;

export interface Refusals {
  readonly pace: Pace;
  readonly now: number;
  readonly random: () => number;
  readonly checkpoint: string | undefined;
}

/** Tells the pace of a 429; the body of one is plain text, and most have no Retry-After. Last verified 2026-11-20, SharpBucket #108. */
export function slowDown(
  answer: Answer,
  generation: number,
  { pace, now, random }: Refusals,
): void {
  const long = pace.refusalsOneByOne() >= hourIsUp ? slice : undefined;
  const asked = retryAfter(answer.header('retry-after'), now) ?? long;
  pace.throttled(generation, { now, asked, random });
}

/** Why it is no use to send a request again that has been refused so many times; undefined where it is. */
export function limitReached(
  times: number,
  { pace, now, checkpoint }: Refusals,
): ApiProblem | undefined {
  const oneByOne = pace.refusalsOneByOne();
  const endless = oneByOne >= hourIsUp + slices || times >= mostOfOneRequest;
  const long = oneByOne >= hourIsUp || pace.resumesAt() - now >= slice;
  if (!(endless || (long && checkpoint !== undefined))) return undefined;
  return new ApiProblem('Cannot ask Bitbucket any more: it answers 429, too many requests', {
    kind: 'rate-limited',
    status: 429,
    hint:
      checkpoint === undefined
        ? 'Wait an hour, or set --budget below what the account may ask in an hour'
        : resume(checkpoint),
  });
}
