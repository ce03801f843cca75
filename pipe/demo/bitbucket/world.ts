import type { Plan, State } from './state.ts';

/** Everything an operation works with besides the request itself. */
export interface World {
  readonly state: State;
  readonly plan: Plan;
  /** How many people the plan lets in. */
  readonly userLimit: number;
  /** How `override-settings` is spelt: Atlassian’s document and the clients disagree. */
  readonly inheritance: 'flat' | 'nested';
  now(): Date;
  /** Does something in a moment, as Bitbucket’s queues do. */
  later(act: () => void): void;
}

/** The next identity, in braces as Bitbucket writes them: the same in every run. */
export function newUuid(state: State): string {
  return `{00000000-0000-4000-8000-${String(newId(state)).padStart(12, '0')}}`;
}

/** The next number, never used twice. */
export function newId(state: State): number {
  state.identities += 1;
  return state.identities;
}
