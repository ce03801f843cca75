import type { Wire } from './authorization.ts';
import { backOff, retryAfter } from './back-off.ts';
import type { Answer, Silence } from './transport.ts';

/** How a call ended that was tried until it was answered. */
export interface Ending {
  readonly reply: Answer | Silence;
  /** An earlier try, or this one, may have been carried out although nobody said so. */
  readonly maybeDone: boolean;
}

export interface Persistence {
  /** The same call twice does what it does once. */
  readonly repeatable: boolean;
  readonly onRepeat?: () => void;
  /** So many milliseconds pass before the next try. */
  readonly onPause?: (milliseconds: number) => void;
}

const mostTries = 5;

/** Tries again what failed in passing: broken connections and answers of a server that is not well. */
export async function persist(
  attempt: () => Promise<Answer | Silence>,
  { clock, random, signal }: Omit<Wire, 'transport'>,
  { repeatable, onRepeat, onPause }: Persistence,
): Promise<Ending> {
  let maybeDone = false;
  for (let tries = 1; ; tries += 1) {
    const reply = await attempt();
    const again = mayPass(reply) && (repeatable || neverSent(reply));
    maybeDone ||= mayHaveBeenDone(reply);
    if (!again || tries === mostTries || signal?.aborted) return { reply, maybeDone };
    onRepeat?.();
    const pause = pauseAfter(reply, clock.now()) ?? backOff(tries, random);
    onPause?.(pause);
    await clock.wait(pause, signal);
  }
}

function mayPass(reply: Answer | Silence): boolean {
  return reply.answered ? reply.status >= 500 && reply.status !== 501 : reply.passing;
}

function neverSent(reply: Answer | Silence): boolean {
  return !(reply.answered || reply.sent);
}

function mayHaveBeenDone(reply: Answer | Silence): boolean {
  return reply.answered ? reply.status >= 500 : reply.sent;
}

function pauseAfter(reply: Answer | Silence, now: number): number | undefined {
  return reply.answered ? retryAfter(reply.header('retry-after'), now) : undefined;
}
