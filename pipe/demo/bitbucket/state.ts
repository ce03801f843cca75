/** What the server remembers, in Bitbucket’s own words. Plain data: it can be read, saved, seeded and changed “behind our back”. */
export interface State {
  /** How many identities have been given out; the next one follows from it. */
  identities: number;
  readonly workspace: Workspace;
  readonly members: Member[];
  readonly groups: Group[];
  /** By key. */
  readonly projects: Record<string, Project>;
  /** By slug. */
  readonly repositories: Record<string, Repository>;
}

export type Plan = 'free' | 'standard' | 'premium';

export interface Workspace {
  uuid: string;
  readonly slug: string;
  readonly name: string;
  variables: Variable[];
  hooks: Hook[];
}

export interface Member {
  readonly uuid: string;
  readonly account_id: string;
  readonly display_name: string;
  readonly nickname: string;
  readonly email: string;
  permission: 'owner' | 'member';
  account_status: 'active' | 'inactive';
}

export interface Group {
  readonly slug: string;
  readonly name: string;
  /** By uuid. */
  members: string[];
}

/** From least to most. */
export const permissions = ['none', 'read', 'write', 'create-repo', 'admin'] as const;
export type Permission = (typeof permissions)[number];

/** Who was given what: users by uuid, groups by slug. */
export interface Grants {
  readonly users: Record<string, Permission>;
  readonly groups: Record<string, Permission>;
}

/** What projects and repositories have in common. */
export interface Governed {
  readonly uuid: string;
  readonly grants: Grants;
  is_private: boolean;
  /** By uuid. */
  reviewers: string[];
  model: BranchingModel;
  deployKeys: DeployKey[];
}

export interface Project extends Governed {
  readonly key: string;
  name: string;
  description: string;
  readonly created_on: string;
}

export interface Repository extends Governed {
  slug: string;
  name: string;
  description: string;
  language: string;
  fork_policy: 'allow_forks' | 'no_public_forks' | 'no_forks';
  mainbranch: string | null;
  /** By key. */
  project: string;
  readonly created_on: string;
  updated_on: string;
  /** False for a moment after it was created through the API: it is not found yet. */
  settled: boolean;
  branches: Branch[];
  restrictions: Restriction[];
  /** True where the project decides. */
  inherits: Inheritance;
  environments: Environment[];
  /** Null until Pipelines was enabled once. */
  pipelines: { enabled: boolean } | null;
  variables: Variable[];
  schedules: Schedule[];
  keyPair: { private_key: string; public_key: string } | null;
  knownHosts: KnownHost[];
  hooks: Hook[];
  reports: Report[];
}

interface Inheritance {
  default_merge_strategy: boolean;
  branching_model: boolean;
}

export interface Branch {
  readonly name: string;
  hash: string;
  merge_strategies: string[];
  default_merge_strategy: string;
}

export interface Restriction {
  readonly id: number;
  kind: string;
  branch_match_kind: 'glob' | 'branching_model';
  pattern: string;
  branch_type: string | null;
  value: number | null;
  /** By uuid. */
  users: string[];
  /** By slug. */
  groups: string[];
}

export interface BranchChoice {
  use_mainbranch: boolean;
  name: string | null;
}

export interface BranchType {
  readonly kind: 'release' | 'hotfix' | 'feature' | 'bugfix';
  enabled: boolean;
  prefix: string;
}

export interface BranchingModel {
  development: BranchChoice;
  production: BranchChoice & { enabled: boolean };
  branch_types: BranchType[];
  default_branch_deletion: 'true' | 'false';
}

export interface Environment {
  readonly uuid: string;
  name: string;
  slug: string;
  readonly environment_type: 'Test' | 'Staging' | 'Production';
  admin_only: boolean;
  variables: Variable[];
}

export interface Variable {
  readonly uuid: string;
  key: string;
  value: string;
  secured: boolean;
}

export interface Schedule {
  readonly uuid: string;
  enabled: boolean;
  readonly cron_pattern: string;
  readonly ref_name: string;
  readonly selector: { readonly type: string; readonly pattern: string };
  readonly created_on: string;
  updated_on: string;
}

export interface KnownHost {
  readonly uuid: string;
  hostname: string;
  key_type: string;
  key: string;
}

export interface DeployKey {
  readonly id: number;
  readonly key: string;
  readonly label: string;
  readonly comment: string;
  readonly created_on: string;
}

export interface Hook {
  readonly uuid: string;
  url: string;
  description: string;
  active: boolean;
  events: string[];
  secret: string | null;
  readonly created_at: string;
}

/** A Code Insights report on a commit. */
export interface Report {
  readonly uuid: string;
  readonly commit: string;
  readonly external_id: string;
  content: Record<string, unknown>;
  annotations: Record<string, unknown>[];
  readonly created_on: string;
  updated_on: string;
}
