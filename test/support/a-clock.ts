import type { Clock } from '../../src/io/bitbucket/clock.ts';

/** A clock on which nobody waits: it only notes for how long, in milliseconds, and is that much later. */
export function aClock(start = Date.UTC(2026, 10, 20, 12)): Clock & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    async wait(milliseconds) {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}
