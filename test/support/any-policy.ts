import fc from 'fast-check';
import { branchRules, type Form } from '../../governance/policy/branch-rules.ts';

/** Who and what random policies and random settings share, so that they meet. */
export const branchNames = ['main', 'dev', 'release/1', 'feature/x', 'r/2'] as const;
export const patterns = [...branchNames, '*', 'm*', 'rel*', '*e*', 'release/*'] as const;
export const branchTypes = ['production', 'development', 'feature', 'release', 'hotfix'] as const;
export const people = ['ana', 'ben', 'cleo'] as const;
export const groups = ['devs', 'admins'] as const;
export const prefixes = {
  bugfix: ['bugfix/', 'b/'],
  feature: ['feature/', 'f/'],
  hotfix: ['hotfix/', 'h/'],
  release: ['release/', 'r/'],
} as const;
export const publicKeys = ['AAAA', 'BBBB', 'CCCC'].map((text) => `ssh-ed25519 ${text}`);
export const hostnames = ['one.example', 'two.example'] as const;
export const variableNames = ['URL', 'API_TOKEN', 'MODE'] as const;
export const environmentNames = ['test', 'staging', 'live'] as const;
export const crons = ['0 0 3 * * ? *', '0 30 4 * * ? *'] as const;

/** What a field may be, or not be said at all. */
function someOf<Fields>(fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> }) {
  return fc.record(fields, { requiredKeys: [] });
}

/** Some of the names, each with a value. */
function named<Value>(names: readonly string[], value: fc.Arbitrary<Value>, most = 3) {
  return fc.dictionary(fc.constantFrom(...names), value, { maxKeys: most });
}

const email = (name: string) => `${name}@example.com`;
const somebody = fc
  .record({ users: fc.subarray(people.map(email)), groups: fc.subarray([...groups]) })
  .filter(({ users, groups: named }) => users.length + named.length > 0);

const values: Readonly<Record<Form, fc.Arbitrary<unknown>>> = {
  who: fc.oneof(fc.constantFrom('nobody', 'anyone'), somebody, somebody),
  count: fc.constantFrom(1, 2, 3, false),
  limit: fc.constantFrom(0, 1, 2, false),
  flag: fc.boolean(),
  choice: fc.boolean(),
  forbidden: fc.boolean(),
  raw: fc.constant(null),
};

const friendly = branchRules.filter(({ form }) => form !== 'raw');
const rule = fc
  .constantFrom(...friendly)
  .chain(({ name, form }) => values[form].map((value) => [name, value] as const));
// `push` and `merge` are where people come in: half of all that is said.
const peopleRule = fc.tuple(fc.constantFrom('push', 'merge'), values.who);
const rulesOfBranch = fc
  .array(fc.oneof(rule, peopleRule), { maxLength: 4 })
  .map((rules) => Object.fromEntries(rules));
const branches = named([...patterns, ...branchTypes.map((type) => `type:${type}`)], rulesOfBranch);

const reviewGroup = fc.record({
  kind: fc.constant('require_review_group_approvals_to_merge'),
  pattern: fc.constantFrom(...patterns),
  value: fc.integer({ min: 1, max: 3 }),
});
const restrictions = fc.uniqueArray(reviewGroup, {
  selector: (each) => each.pattern,
  maxLength: 2,
});

const branch = fc.oneof(fc.constantFrom(...branchNames), fc.constant({ mainBranch: true }));
const branchingModel = someOf({
  development: branch,
  production: fc.oneof(branch, fc.constant(false)),
  prefixes: fc.record(
    Object.fromEntries(
      Object.entries(prefixes).map(([kind, names]) => [kind, fc.constantFrom(...names, false)]),
    ),
    { requiredKeys: [] },
  ),
  deleteAfterMerge: fc.boolean(),
});

const variable = fc.oneof(
  fc.constantFrom('one', 'two', ''),
  fc.constantFrom({ secured: true, from: 'SECRET' }, { absent: true }),
);
const variables = named(variableNames, variable);

const types = ['Test', 'Staging', 'Production'] as const;
const environments = named(
  environmentNames,
  someOf({ type: fc.constantFrom(...types), adminOnly: fc.boolean(), variables }),
);

const webhooks = fc.uniqueArray(
  someOf({
    events: fc.subarray(['repo:push', 'pullrequest:created', 'repo:fork'], { minLength: 1 }),
    active: fc.boolean(),
    secret: fc.constantFrom(true, false),
  }).chain(({ events = ['repo:push'], ...hook }) =>
    fc.constantFrom('board', 'chat').map((description) => ({
      description,
      url: `https://${description}.example.com`,
      events,
      ...hook,
      ...(hook.secret && { from: 'HOOK_SECRET' }),
    })),
  ),
  { selector: ({ description }) => description },
);

const schedules = fc.uniqueArray(
  fc.record({
    branch: fc.constantFrom(...branchNames),
    pipeline: fc.constantFrom('nightly', 'default', 'branches/main'),
    cron: fc.constantFrom(...crons),
    enabled: fc.boolean(),
  }),
  { selector: (each) => `${each.branch} ${each.pipeline} ${each.cron}`, maxLength: 3 },
);

const knownHosts = fc.uniqueArray(
  fc.record({ hostname: fc.constantFrom(...hostnames), key: fc.constantFrom(...publicKeys) }),
  { selector: ({ hostname }) => hostname },
);

/** Each label and each key once: Bitbucket takes no key twice. */
const deployKeys = fc
  .tuple(fc.shuffledSubarray(['host', 'ci', 'old']), fc.shuffledSubarray(publicKeys))
  .map(([labels, keys]) =>
    labels.slice(0, keys.length).map((label, index) => ({ label, key: keys[index] ?? '' })),
  );

function permissions(...levels: readonly string[]) {
  const level = fc.constantFrom(...levels, 'none');
  return someOf({ groups: named(groups, level), users: named(people.map(email), level) });
}

const defaultReviewers = fc.subarray(people.map(email));
const unmanaged = fc.constantFrom('report', 'prune');

/** What a policy may say of a repository: any section, or none. */
const anySettings = someOf<Record<string, unknown>>({
  unmanaged,
  branches,
  restrictions,
  defaultReviewers,
  branchingModel,
  inherit: someOf({ branchingModel: fc.boolean(), mergeStrategy: fc.boolean() }),
  pipelines: someOf({ enabled: fc.boolean() }),
  environments,
  variables,
  repository: someOf({
    private: fc.boolean(),
    forkPolicy: fc.constantFrom('allow_forks', 'no_public_forks', 'no_forks'),
    mainBranch: fc.constantFrom(...branchNames),
    description: fc.constantFrom('', 'a shop'),
    language: fc.constantFrom('php', 'java'),
  }),
  permissions: permissions('read', 'write', 'admin'),
  webhooks,
  schedules,
  knownHosts,
  sshKeyPair: fc.constant({ present: false }),
  deployKeys,
});

/** What a policy may say of a project itself. */
const anyProject = someOf<Record<string, unknown>>({
  unmanaged,
  defaultReviewers,
  branchingModel,
  permissions: permissions('read', 'write', 'create-repo', 'admin'),
  deployKeys,
});

/** What a policy may say of the workspace itself. */
const anyWorkspace = someOf<Record<string, unknown>>({ unmanaged, variables, webhooks });

/** A policy for the repository, its project and the workspace. */
export const anyPolicy = fc
  .record({ settings: anySettings, project: anyProject, workspace: anyWorkspace })
  .map(({ settings, project, workspace }) => ({
    workspace: { name: 'zentra', ...workspace },
    projects: { CORE: { settings: withAccess(project) } },
    defaults: withOneMove(settings, project),
  }));

/**
 * What the main branch means to a model that a repository inherits can move with the main branch and with the model. Both
 * in one apply have no safe order: neither the project nor the repository can name the branch in between.
 */
function withOneMove(settings: Settings, project: Settings): Settings {
  const { repository, inherit } = settings as {
    repository?: { mainBranch?: string };
    inherit?: { branchingModel?: boolean };
  };
  const moves = inherit?.branchingModel === true || project.branchingModel !== undefined;
  if (repository === undefined || !moves) return settings;
  const { mainBranch: _, ...others } = repository;
  return { ...settings, repository: others };
}

type Settings = Readonly<Record<string, unknown>>;

/** Nobody can review where they may not read. */
function withAccess(project: Settings): Settings {
  const { permissions: granted } = project as { permissions?: { groups?: object } };
  if (granted?.groups === undefined) return project;
  const groupsWithAll = { ...granted.groups, everybody: 'read' };
  return { ...project, permissions: { ...granted, groups: groupsWithAll } };
}
