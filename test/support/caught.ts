import { Stop } from '../../src/error.ts';

/** The Stop that the work ends with. */
export function caught(work: () => unknown): Stop {
  try {
    work();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}
