import { ApiProblem } from '../../api-problem.ts';
import type { RollingBudget } from './budget.ts';
import type { Clock } from './clock.ts';
import type { Pace } from './pace.ts';

/** A wait that a person should see. */
export interface Wait {
  readonly because: 'budget' | 'rate-limit' | 'trouble';
  /** Milliseconds since 1970. */
  readonly until: number;
}

export interface Admission {
  readonly pace: Pace;
  readonly budget: RollingBudget | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onWait: ((wait: Wait) => void) | undefined;
  /** Where a run can be taken up again: then it does not wait for the next hour, it stops. */
  readonly checkpoint: string | undefined;
}

/** A shorter pause is over before anybody has read of it. */
export const worthTelling = 5_000;

/** The gate before every request: resolves when it may be made, and counts it. */
export function admission(gate: Admission): () => Promise<void> {
  const { budget, clock, signal } = gate;
  let told = 0;
  const tell = (wait: Wait) => {
    if (wait.until <= told || wait.until - clock.now() < worthTelling) return;
    told = wait.until;
    gate.onWait?.(wait);
  };
  return async () => {
    for (let wait = nextWait(gate); wait !== undefined; wait = nextWait(gate)) {
      tell(wait);
      await clock.wait(wait.until - clock.now(), signal);
    }
    budget?.spend(clock.now());
  };
}

/** The end of a run that somebody stopped. */
export function interrupted(checkpoint?: string): ApiProblem {
  return new ApiProblem('Cannot go on: interrupted', {
    ...{ kind: 'interrupted', code: 'failed' },
    hint: checkpoint === undefined ? undefined : resume(checkpoint),
  });
}

function nextWait({ pace, budget, clock, signal, checkpoint }: Admission): Wait | undefined {
  if (signal?.aborted) throw interrupted(checkpoint);
  const now = clock.now();
  if (pace.resumesAt() > now) return { because: 'rate-limit', until: pace.resumesAt() };
  const free = budget?.untilFree(now) ?? 0;
  if (free <= 0) return undefined;
  if (checkpoint !== undefined) throw usedUp(now + free, checkpoint);
  return { because: 'budget', until: now + free };
}

function usedUp(until: number, checkpoint: string): ApiProblem {
  const time = new Date(until).toISOString().slice(0, 16);
  return new ApiProblem(`Cannot ask Bitbucket any more: the budget is used up until ${time}Z`, {
    kind: 'out-of-budget',
    hint: resume(checkpoint),
  });
}

/** What to do with a run that has stopped at a limit. */
export function resume(checkpoint: string): string {
  return `Run it again later with --checkpoint ${checkpoint}: it goes on where it stopped, and asks nothing twice`;
}
