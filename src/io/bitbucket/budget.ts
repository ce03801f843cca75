/** How many requests a run may make. */
export interface Budget {
  readonly requests: number;
  readonly per: 'hour';
}

/** Counts the requests of the last hour; Bitbucket tells nobody how many are left. Last verified 2026-11-20. */
export interface RollingBudget {
  /** Milliseconds until a request is free; 0: now. */
  untilFree(now: number): number;
  /** How many requests may be made now. */
  left(now: number): number;
  /** Counts a request that is made now. */
  spend(now: number): void;
}

const hour = 3_600_000;

/** A budget of which the requests at the given times are already spent. */
export function rollingBudget({ requests }: Budget, spent: readonly number[] = []): RollingBudget {
  const times = spent.toSorted((one, other) => one - other);
  const forget = (now: number) => {
    const kept = times.findIndex((time) => time > now - hour);
    times.splice(0, kept === -1 ? times.length : kept);
  };
  return {
    untilFree(now) {
      forget(now);
      const oldest = times.at(-requests);
      return oldest === undefined ? 0 : oldest + hour - now;
    },
    left(now) {
      forget(now);
      return Math.max(0, requests - times.length);
    },
    spend(now) {
      times.push(now);
    },
  };
}
