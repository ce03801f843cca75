import { ApiProblem, endsTheRun } from '../src/api-problem.ts';
import type { Problem } from './plan.ts';

/** A problem that concerns only what was asked for, as plain data; any other ends the run. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ApiProblem) || endsTheRun(error)) throw error;
  const { kind, message, hint } = error;
  return { kind, message, ...(hint !== undefined && { hint }) };
}
