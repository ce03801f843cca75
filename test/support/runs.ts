import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** What every random choice of the tests begins with. */
    readonly seed: number;
    /** How many times more cases than usual are to be looked at. */
    readonly times: number;
  }
}

/** How many cases a property looks at: `count`, or as many times more as PROPERTY_TIMES says. */
export function runs(count: number): number {
  return count * inject('times');
}
