import { type Code, Stop } from './error.ts';

/** Why Bitbucket could not be read, or did not do as it was told. */
export type ProblemKind =
  /** The credentials are wrong, expired or of a sort that is gone: no other call will fare better. */
  | 'not-signed-in'
  | 'no-access'
  | 'missing-scope'
  | 'plan-limited'
  | 'not-found'
  /** Bitbucket has withdrawn the endpoint. */
  | 'gone'
  | 'conflict'
  | 'invalid'
  | 'rate-limited'
  /** The run’s own budget of requests is used up. */
  | 'out-of-budget'
  | 'unreachable'
  /** A write was sent, and nobody knows whether it was carried out. */
  | 'unknown-fate'
  | 'redirected'
  | 'not-json'
  /** A list that says that it has more than it gives. */
  | 'incomplete'
  | 'interrupted';

export interface ProblemFacts {
  readonly kind: ProblemKind;
  /** What Bitbucket answered; undefined where it did not. */
  readonly status?: number | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
  readonly hint?: string | undefined;
  readonly code?: Code;
}

/** The end of one call: what is wrong, as a kind for programs and a sentence for people. Holds no secret. */
export class ApiProblem extends Stop {
  readonly kind: ProblemKind;
  readonly status: number | undefined;
  /** The scopes that a call needs, as Bitbucket calls them; empty where it did not say. */
  readonly requiredScopes: readonly string[];

  constructor(message: string, { kind, status, requiredScopes, hint, code }: ProblemFacts) {
    super(code ?? 'unsure', message, hint === undefined ? {} : { hint });
    this.kind = kind;
    this.status = status;
    this.requiredScopes = requiredScopes ?? [];
  }
}

/** Does it concern the whole run? Then nothing else needs to be tried. */
export function endsTheRun({ kind }: ApiProblem): boolean {
  return ['not-signed-in', 'rate-limited', 'out-of-budget', 'interrupted'].includes(kind);
}
