import * as z from 'zod';
import { branchLeaf } from './branch-leaf.ts';
import { branchRules } from './branch-rules.ts';
import { fewer, ranked, undirected } from './direction.ts';
import { environments } from './environments-form.ts';
import { type Fields, fields, type Grammar, keys, leaf } from './grammar.ts';
import { deployKeys, knownHosts, reviewers, schedules, webhooks } from './list-forms.ts';
import { branchTypes, matcherOf } from './matcher.ts';
import { variables } from './variable-form.ts';

const text = z.string();
const name = z.string().min(1);

const branches = keys(
  fields(
    Object.fromEntries(
      branchRules.filter(({ form }) => form !== 'raw').map((rule) => [rule.name, branchLeaf(rule)]),
    ),
  ),
  name.refine(
    (key) => {
      const matcher = matcherOf(key);
      return matcher.branch_match_kind === 'glob' || isBranchType(matcher.branch_type);
    },
    { error: `after "type:" one of ${branchTypes.join(', ')}` },
  ),
);

const mainBranch = z.strictObject({ mainBranch: z.literal(true) });
const prefix = leaf(z.union([name, no('a prefix, or false to switch it off')]), undirected);

const branchingModel = fields({
  development: leaf(z.union([name, mainBranch]), undirected),
  production: leaf(
    z.union([name, mainBranch, no('a branch, or false to switch it off')]),
    undirected,
  ),
  prefixes: fields({ bugfix: prefix, feature: prefix, hotfix: prefix, release: prefix }),
  deleteAfterMerge: leaf(z.boolean(), undirected),
});

const repository = fields({
  private: leaf(z.boolean(), ranked(false, true)),
  forkPolicy: leaf(
    z.enum(['allow_forks', 'no_public_forks', 'no_forks']),
    ranked('allow_forks', 'no_public_forks', 'no_forks'),
  ),
  mainBranch: leaf(name, undirected),
  description: leaf(text, undirected),
  language: leaf(text, undirected),
});

const switches = (...names: readonly string[]) =>
  fields(Object.fromEntries(names.map((each) => [each, leaf(z.boolean(), undirected)])));

const mergeStrategies = keys(
  fields({
    default: leaf(name, undirected),
    allowed: leaf(z.array(name).min(1), fewer, (written) => written.toSorted()),
  }),
);

function permissions(...granted: readonly string[]): Grammar {
  const each = keys(leaf(z.enum(['none', ...granted]), ranked(...granted.toReversed(), 'none')));
  return fields({ groups: each, users: each });
}

/** What a layer may say of repositories. */
export const repositorySections: Fields = fields({
  branches,
  defaultReviewers: reviewers,
  branchingModel,
  inherit: switches('branchingModel', 'mergeStrategy'),
  pipelines: switches('enabled'),
  environments,
  variables,
  repository,
  permissions: permissions('read', 'write', 'admin'),
  webhooks,
  schedules,
  knownHosts,
  sshKeyPair: switches('present'),
  deployKeys,
  mergeStrategies,
});

/**
 * What a project has of its own. Its branch rules and merge strategies no API shows: they are named so that an audit
 * tells where a person must look. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
 */
export const projectSections: Fields = fields({
  branches,
  defaultReviewers: reviewers,
  branchingModel,
  permissions: permissions('read', 'write', 'create-repo', 'admin'),
  deployKeys,
  mergeStrategies,
});

/** What a workspace has of its own. */
export const workspaceSections: Fields = fields({ variables, webhooks });

function no(error: string): z.ZodType<boolean> {
  return z.boolean().refine((value) => !value, { error });
}

function isBranchType(type: string): boolean {
  return branchTypes.some((each) => each === type);
}
