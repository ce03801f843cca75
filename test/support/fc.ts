import fc from 'fast-check';
import { inject } from 'vitest';
import { runs } from './runs.ts';

fc.configureGlobal({ seed: inject('seed'), numRuns: runs(100) });

/** fast-check, with the seed of these tests: the same commit looks at the same cases. */
export { fc };
