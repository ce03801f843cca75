import type { Desired } from './desired.ts';
import type { Problem, Seen } from './plan.ts';
import type { Repository } from './policy/policy.ts';

/** Where the facts of a plan come from: Bitbucket, or the evidence of an earlier audit. */
export interface Source {
  /** The repositories of a workspace; only those of the given slugs, where some are given. */
  repositories(workspace: string, only: readonly string[]): Promise<readonly Repository[]>;
  people(names: WantedPeople): Promise<KnownPeople>;
  /** What a place has of the sections that are wanted of it. */
  look(desired: Desired): Promise<readonly Seen[]>;
}

/** Users by e-mail, account id or uuid, and groups by name or slug, as a policy has them. */
export interface WantedPeople {
  readonly workspace: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What Bitbucket calls them: uuids and slugs. Who is in neither map is nobody. */
export interface KnownPeople {
  readonly users: Readonly<Record<string, string>>;
  readonly groups: Readonly<Record<string, string>>;
  /** Why they could not be looked up. */
  readonly problem?: Problem;
}
