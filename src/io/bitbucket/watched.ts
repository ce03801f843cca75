import type { Secret } from '../../secret.ts';
import type { RollingBudget } from './budget.ts';
import type { Clock } from './clock.ts';
import { redact } from './redact.ts';
import type { Call, Transport } from './transport.ts';

/** One request as it went, for whoever wants to see each. It has no header and no body, and so no secret. */
export interface Asking {
  readonly method: Call['method'];
  /** With its query. */
  readonly path: string;
  /** The status that was answered, or what the system calls the silence. */
  readonly outcome: number | string;
  readonly milliseconds: number;
  /** 1 for the first try. */
  readonly tries: number;
  /** How many requests of the budget are left. */
  readonly left: number | undefined;
}

export interface Watching {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly budget: RollingBudget | undefined;
  readonly onRequest: ((asking: Asking) => void) | undefined;
}

/** A transport for the tries of one request, that tells of each when it has ended. */
export function watched(
  { transport, clock, budget, onRequest }: Watching,
  secrets: readonly Secret[],
): Transport {
  if (onRequest === undefined) return transport;
  let tries = 0;
  return async (call, signal) => {
    const begin = clock.now();
    tries += 1;
    const nth = tries;
    const reply = await transport(call, signal);
    const { pathname, search } = new URL(call.url);
    onRequest({
      method: call.method,
      path: redact(`${pathname}${search}`, secrets),
      outcome: reply.answered ? reply.status : reply.reason,
      milliseconds: Math.round(clock.now() - begin),
      tries: nth,
      left: budget?.left(clock.now()),
    });
    return reply;
  };
}
