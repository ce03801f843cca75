import { ApiProblem } from '../../src/api-problem.ts';

/** The problem that a call ends with. */
export async function problem(work: Promise<unknown>): Promise<ApiProblem> {
  return work.then(
    () => {
      throw new Error('Nothing was thrown');
    },
    (error: unknown) => {
      if (error instanceof ApiProblem) return error;
      throw error;
    },
  );
}
