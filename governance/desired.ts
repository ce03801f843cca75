import type { Json, Place } from './resources/resource.ts';

/** What the policy wants of one place: only the sections that it names, in the order they are documented. */
export interface Desired {
  readonly place: Place;
  /** The layers that speak of this place, in order: `defaults`, `project AME`, `profile release-model`, … */
  readonly layers: readonly string[];
  readonly sections: readonly Section[];
}

/** The name of a section of the policy is the name of its kind. */
export type SectionName = keyof Items;

/** Everything the policy wants of one kind at one place. A section without items is named and empty: nothing belongs there. */
export interface Section {
  readonly kind: SectionName;
  /** What happens to things that are there and that the policy does not name. */
  readonly unmanaged: 'report' | 'prune';
  /** Where a section speaks of a part of its kind only: the environments whose variables it names; `groups`, `users`. */
  readonly among?: readonly string[];
  readonly items: readonly DesiredItem[];
}

/** One thing the policy wants, with where each part of it was said. */
export interface DesiredItem {
  /** Names it within its section, as `Resource.key` does. */
  readonly key: string;
  /** What an exception and `explain` call it: `branches/stg-250226/approvals`. A field is one more word behind it. */
  readonly control: string;
  /**
   * Holds only the fields the policy sets (a restriction is always whole); what it leaves out is not compared. A map
   * in it is compared by the keys that it names.
   */
  readonly item: Json;
  /** The policy says that it must not be there. It goes even under `unmanaged: report`. */
  readonly absent: boolean;
  /** What the policy says of it that the API does not show; never compared. */
  readonly aside: Aside;
  /** For each field of the item (`''`: the item as a whole) who said what of it, in order; the last one counts. */
  readonly said: Readonly<Record<string, readonly Said[]>>;
}

/** Facts for people and for commands other than `plan`. */
export interface Aside {
  /** The environment variable that `apply` takes a secured value from, when it has to be made. */
  readonly from?: string;
  /** The name an environment had before: it is renamed, not made anew. */
  readonly was?: string;
  /** The branches that may deploy to an environment: no API sets or shows them. */
  readonly branches?: readonly string[];
}

/** A place in a policy file, and the layer that it is a part of. */
export interface Origin {
  readonly layer: string;
  /** Later layers may tighten what this one says, not loosen it. */
  readonly locked: boolean;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One layer’s word on one value; null where it took back what a layer below had said. */
export interface Said extends Origin {
  readonly value: Json;
}

/** The items of every kind, in the policy’s own words. Users are e-mails, account ids or uuids; groups names or slugs. */
export interface Items {
  /** At repositories. Key: `<kind> <pattern>` or `<kind> type:<branch_type>`. */
  readonly branches: BranchRestriction;
  /** At projects and repositories. Key: the user. */
  readonly defaultReviewers: { readonly user: string };
  /** At projects and repositories; one item, its key is `branchingModel`. */
  readonly branchingModel: BranchingModel;
  /** At repositories; one item. True: the project’s setting counts. */
  readonly inherit: { readonly branchingModel?: boolean; readonly mergeStrategy?: boolean };
  /** At repositories; one item. */
  readonly pipelines: { readonly enabled: boolean };
  /** At repositories. Key: the name. The type is fixed when it is made. */
  readonly environments: {
    readonly name: string;
    readonly type?: 'Test' | 'Staging' | 'Production';
    readonly adminOnly?: boolean;
  };
  /** At repositories; written as `environments.<name>.variables`. Key: `<environment>/<key>`. */
  readonly environmentVariables: Variable & { readonly environment: string };
  /** At repositories and the workspace. Key: the variable’s name. */
  readonly variables: Variable;
  /** At repositories; one item. */
  readonly repository: RepositorySettings;
  /** At projects and repositories. Key: `groups/<name>` or `users/<name>`. */
  readonly permissions: {
    readonly to: 'group' | 'user';
    readonly name: string;
    readonly permission: 'read' | 'write' | 'create-repo' | 'admin';
  };
  /** At repositories and the workspace. Key: the description. `secret`: whether one is set. */
  readonly webhooks: {
    readonly description: string;
    readonly url: string;
    readonly events: readonly string[];
    readonly active: boolean;
    readonly secret?: boolean;
  };
  /** At repositories. Key: `<branch> <pipeline> <cron>`: Bitbucket changes nothing but `enabled`. */
  readonly schedules: {
    readonly branch: string;
    readonly pipeline: string;
    readonly cron: string;
    readonly enabled: boolean;
  };
  /** At repositories. Key: `<hostname> <type of key>`. */
  readonly knownHosts: { readonly hostname: string; readonly key: string };
  /** At repositories; one item. */
  readonly sshKeyPair: { readonly present: boolean };
  /** At projects and repositories. Key: the label. The key is without its comment. */
  readonly deployKeys: { readonly label: string; readonly key: string };
  /** At repositories; audited only, no API sets them. Key: the branch. */
  readonly mergeStrategies: {
    readonly branch: string;
    readonly default?: string;
    readonly allowed?: readonly string[];
  };
}

/** One rule on branches: always whole, lists sorted, so that equal rules are equal JSON. */
export type BranchRestriction = Matcher & {
  /** One of the API’s kinds, or one it will have. */
  readonly kind: string;
  readonly value: number | null;
  readonly users: readonly string[];
  readonly groups: readonly string[];
};

/** Which branches a rule is for. */
export type Matcher =
  | { readonly branch_match_kind: 'glob'; readonly pattern: string }
  | { readonly branch_match_kind: 'branching_model'; readonly branch_type: string };

/** A branch by name, or whatever the main branch is. */
export type Branch = string | { readonly mainBranch: true };

/** False: the branch or the prefix is switched off. */
export interface BranchingModel {
  readonly development?: Branch;
  readonly production?: Branch | false;
  readonly prefixes?: Readonly<
    Partial<Record<'bugfix' | 'feature' | 'hotfix' | 'release', string | false>>
  >;
  readonly deleteAfterMerge?: boolean;
}

/** A pipeline variable. A secured one has no value: nobody can read it, and the policy does not hold it. */
export type Variable =
  | { readonly key: string; readonly secured: true }
  | { readonly key: string; readonly secured: false; readonly value: string };

/** What a repository is, by the policy’s names. */
export interface RepositorySettings {
  readonly private?: boolean;
  readonly forkPolicy?: 'allow_forks' | 'no_public_forks' | 'no_forks';
  readonly mainBranch?: string;
  readonly description?: string;
  readonly language?: string;
}
