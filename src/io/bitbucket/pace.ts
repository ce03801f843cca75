import pLimit from 'p-limit';
import { backOff } from './back-off.ts';

/** How many requests run side by side, and when they pause. */
export interface Pace {
  /** Runs the work as soon as there is room for it. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Tells one request from those that were sent before the last 429. */
  readonly generation: () => number;
  /** A request of that generation was answered with something else than 429. */
  passed(generation: number): void;
  /** Bitbucket answered 429 to a request of that generation. */
  throttled(generation: number, pause: Pause): void;
  /** Nothing is sent before this time, in milliseconds since 1970. */
  readonly resumesAt: () => number;
  /** How often in succession Bitbucket answered 429 although requests went out one by one. */
  readonly refusalsOneByOne: () => number;
}

interface Pause {
  readonly now: number;
  /** What Bitbucket asked for, in milliseconds. */
  readonly asked: number | undefined;
  readonly random: () => number;
}

/** After so many requests without a 429 there is room for one more side by side. */
const growth = 20;

/**
 * Halves the width at a 429 and widens it again one by one. A 429 is first of all too much at once: `terraform plan` gets it
 * at ten side by side and not one by one. Last verified 2026-11-20, DrFaust92/terraform-provider-bitbucket #255.
 */
export function pace(widest: number): Pace {
  const limit = pLimit(widest);
  let [generation, passedSince, streak, oneByOne, resumesAt] = [0, 0, 0, 0, 0];
  return {
    run: (work) => limit(work),
    generation: () => generation,
    resumesAt: () => resumesAt,
    refusalsOneByOne: () => oneByOne,
    passed(of) {
      if (of !== generation) return;
      [streak, oneByOne] = [0, 0];
      passedSince += 1;
      if (passedSince < growth || limit.concurrency >= widest) return;
      passedSince = 0;
      limit.concurrency += 1;
    },
    throttled(of, { now, asked, random }) {
      let pause = asked;
      // Requests that went out side by side are refused together: that is one refusal, not five.
      if (of === generation) {
        [generation, passedSince, streak] = [generation + 1, 0, streak + 1];
        if (limit.concurrency === 1) oneByOne += 1;
        limit.concurrency = Math.max(1, Math.floor(limit.concurrency / 2));
        pause ??= backOff(streak + 1, random);
      }
      resumesAt = Math.max(resumesAt, now + (pause ?? 0));
    },
  };
}
