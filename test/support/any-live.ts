import fc from 'fast-check';
import { branchRules } from '../../governance/policy/branch-rules.ts';
import type { Bitbucket } from '../../pipe/demo/bitbucket/start-bitbucket.ts';
import type { BranchingModel, Repository, Restriction } from '../../pipe/demo/bitbucket/state.ts';
import {
  branchNames,
  branchTypes,
  crons,
  environmentNames,
  groups,
  hostnames,
  patterns,
  people,
  prefixes,
  publicKeys,
  variableNames,
} from './any-policy.ts';

/** Puts people, and settings that a random policy may meet, into a workspace; `shop` is made anew. */
export type Settle = (bitbucket: Bitbucket) => void;

const uuidOf = ({ state }: Bitbucket, name: string) =>
  state.members.find(({ email }) => email.startsWith(name))?.uuid ?? '';

const match = fc.oneof(
  fc.constantFrom(...patterns).map((pattern) => ({
    branch_match_kind: 'glob' as const,
    pattern: pattern as string,
    branch_type: null,
  })),
  fc.constantFrom(...branchTypes).map((type) => ({
    branch_match_kind: 'branching_model' as const,
    pattern: '',
    branch_type: type as string,
  })),
);

const restriction = fc
  .tuple(
    fc.oneof(fc.constantFrom(...branchRules), fc.constantFrom(...branchRules.slice(0, 2))),
    match,
    fc.record({
      value: fc.integer({ min: 1, max: 3 }),
      users: fc.subarray([...people]),
      groups: fc.subarray([...groups]),
    }),
  )
  .map(([{ kind, form }, matcher, { value, ...who }]) => ({
    kind,
    ...matcher,
    value: ['count', 'limit', 'raw'].includes(form) ? value : null,
    ...(form === 'who' ? who : { users: [], groups: [] }),
  }));
const restrictions = fc.uniqueArray(restriction, {
  selector: (each) => `${each.kind} ${each.pattern} ${each.branch_type}`,
  maxLength: 8,
});

const choice = fc.oneof(
  fc.constant({ use_mainbranch: true, name: null }),
  fc.constantFrom(...branchNames).map((name) => ({ use_mainbranch: false, name })),
);
const model: fc.Arbitrary<BranchingModel> = fc.record({
  development: choice,
  production: fc.tuple(choice, fc.boolean()).map(([each, enabled]) => ({ ...each, enabled })),
  branch_types: fc.tuple(
    ...Object.entries(prefixes).map(([kind, names]) =>
      fc.record({
        kind: fc.constant(kind as keyof typeof prefixes),
        enabled: fc.boolean(),
        prefix: fc.constantFrom<string>(...names),
      }),
    ),
  ),
  default_branch_deletion: fc.constantFrom('true', 'false'),
});

const variables = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom(...variableNames, 'EXTRA'),
    value: fc.constantFrom('one', 'two'),
    secured: fc.boolean(),
  }),
  { selector: ({ key }) => key },
);
const environments = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(...environmentNames, 'extra'),
    environment_type: fc.constantFrom('Test', 'Staging', 'Production'),
    admin_only: fc.boolean(),
    variables,
  }),
  { selector: ({ name }) => name },
);
const hooks = fc.array(
  fc.record({
    description: fc.constantFrom('board', 'chat', 'extra'),
    url: fc.constantFrom('https://board.example.com', 'https://old.example.com'),
    active: fc.boolean(),
    events: fc.subarray(['repo:push', 'repo:fork'], { minLength: 1 }),
    secret: fc.option(fc.constant('hidden')),
  }),
  { maxLength: 3 },
);
const schedules = fc.array(
  fc.record({
    enabled: fc.boolean(),
    cron_pattern: fc.constantFrom(...crons),
    ref_name: fc.constantFrom(...branchNames),
    selector: fc.constantFrom(
      { type: 'custom', pattern: 'nightly' },
      { type: 'default', pattern: '' },
      { type: 'branches', pattern: 'main' },
    ),
  }),
  { maxLength: 3 },
);
const deployKeys = fc
  .tuple(fc.array(fc.constantFrom('host', 'ci', 'extra')), fc.shuffledSubarray(publicKeys))
  .map(([labels, keys]) =>
    labels.slice(0, keys.length).map((label, index) => ({ label, key: keys[index] ?? '' })),
  );
const knownHosts = fc.uniqueArray(
  fc.record({ hostname: fc.constantFrom(...hostnames), key: fc.constantFrom(...publicKeys) }),
  { selector: ({ hostname }) => hostname },
);

const grants = fc.record({
  users: fc.dictionary(fc.constantFrom(...people), fc.constantFrom('read', 'write', 'admin')),
  groups: fc.dictionary(fc.constantFrom(...groups), fc.constantFrom('read', 'write', 'admin')),
});

const common = { grants, reviewers: fc.subarray([...people]), model, deployKeys };

const anyRepository = fc.record({
  ...common,
  restrictions,
  environments,
  variables,
  hooks,
  schedules,
  knownHosts,
  is_private: fc.boolean(),
  fork_policy: fc.constantFrom('allow_forks', 'no_public_forks', 'no_forks'),
  mainbranch: fc.constantFrom(...branchNames),
  description: fc.constantFrom('', 'old'),
  inherits: fc.record({ branching_model: fc.boolean(), default_merge_strategy: fc.boolean() }),
  pipelines: fc.option(fc.record({ enabled: fc.boolean() })),
  keyPair: fc.option(fc.constant({ private_key: 'p', public_key: 'q' })),
});

/** Random settings of the workspace, a project and a repository, put in behind the API’s back. */
export const anyLive: fc.Arbitrary<Settle> = fc
  .record({
    repository: anyRepository,
    project: fc.record(common),
    workspace: fc.record({ variables, hooks }),
  })
  .map(({ repository, project, workspace }) => {
    const settle: Settle = (bitbucket) => {
      const { state } = bitbucket;
      Object.assign(state.workspace, numbered(bitbucket, workspace));
      const core = state.projects.CORE;
      if (core === undefined) throw new Error('Cannot find the project CORE');
      Object.assign(core, numbered(bitbucket, project));
      core.grants.groups.everybody = 'read';
      delete state.repositories.shop;
      const shop: Repository = bitbucket.addRepository({ slug: 'shop', branches: branchNames });
      Object.assign(shop, numbered(bitbucket, repository));
    };
    // What fast-check shows of a counterexample.
    return Object.assign(settle, {
      toString: () => JSON.stringify({ repository, project, workspace }),
    });
  });

/** A copy with the identities that Bitbucket gives, and people by uuid. */
function numbered(bitbucket: Bitbucket, settings: object): object {
  const { state } = bitbucket;
  const id = () => {
    state.identities += 1;
    return state.identities;
  };
  const uuid = () => `{${id()}}`;
  const who = (names: readonly string[]) => names.map((name) => uuidOf(bitbucket, name));
  const made: Record<string, (value: never) => unknown> = {
    restrictions: (all: Restriction[]) =>
      all.map((each) => ({ ...each, id: id(), users: who(each.users) })),
    reviewers: who,
    grants: ({ users, groups: shared }: { users: object; groups: object }) => ({
      users: Object.fromEntries(
        Object.entries(users).map(([name, level]) => [uuidOf(bitbucket, name), level]),
      ),
      groups: { ...shared },
    }),
    environments: (all: { name: string; variables: object[] }[]) =>
      all.map((each) => ({
        ...each,
        uuid: uuid(),
        slug: each.name,
        variables: each.variables.map((variable) => ({ ...variable, uuid: uuid() })),
      })),
    variables: (all: object[]) => all.map((each) => ({ ...each, uuid: uuid() })),
    hooks: (all: object[]) => all.map((each) => ({ ...each, uuid: uuid(), created_at: '' })),
    schedules: (all: object[]) =>
      all.map((each) => ({ ...each, uuid: uuid(), created_on: '', updated_on: '' })),
    knownHosts: (all: { hostname: string; key: string }[]) =>
      all.map(({ hostname, key }) => {
        const [key_type, text] = key.split(' ');
        return { uuid: uuid(), hostname, key_type, key: text };
      }),
    deployKeys: (all: object[]) =>
      all.map((each) => ({ ...each, id: id(), comment: '', created_on: '' })),
  };
  return Object.fromEntries(
    Object.entries(structuredClone(settings)).map(([name, value]) => [
      name,
      made[name]?.(value as never) ?? value,
    ]),
  );
}
