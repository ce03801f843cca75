import * as z from 'zod';
import type { Branch, BranchingModel } from '../desired.ts';
import { becoming, onlyOne } from './only-one.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Resource } from './resource.ts';

const choice = z.object({
  use_mainbranch: z.boolean().nullish(),
  name: z.string().nullish(),
  enabled: z.boolean().nullish(),
});
const kinds = z.enum(['bugfix', 'feature', 'hotfix', 'release']);
const theirs = z.object({
  development: choice.nullish(),
  production: choice.nullish(),
  branch_types: z.array(
    z.object({ kind: kinds, enabled: z.boolean().nullish(), prefix: z.string().nullish() }),
  ),
  default_branch_deletion: z.union([z.string(), z.boolean()]).nullish(),
});

/** The branching model as it is set, not as it is worked out. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const branchingModel: Resource<BranchingModel> = {
  kind: 'branchingModel',
  places: ['project', 'repository'],
  single: true,
  page: { path: 'admin', menu: 'Repository settings → Branching model' },
  key: () => 'branchingModel',
  observe: async (api, place) =>
    onlyOne(
      'branchingModel',
      ours(readAs(theirs, await api.get(placePath(place, 'branching-model', 'settings')))),
    ),
  requests: (change, { place }) => [
    {
      method: 'PUT',
      path: placePath(place, 'branching-model', 'settings'),
      body: bodyOf(becoming(change)),
    },
  ],
  direction: () => 'neither',
};

/** `enabled` may be left out where it is true. Last verified 2026-11-20, DrF. */
function ours(model: z.output<typeof theirs>): BranchingModel {
  const { development, production, branch_types, default_branch_deletion } = model;
  return {
    development: branchOf(development),
    production: production?.enabled === false ? false : branchOf(production),
    prefixes: Object.fromEntries(
      branch_types.map(({ kind, enabled, prefix }) => [
        kind,
        enabled === false ? false : (prefix ?? ''),
      ]),
    ),
    deleteAfterMerge: String(default_branch_deletion ?? false) === 'true',
  };
}

/** The document’s own example has the name "null" where the main branch is meant. */
function branchOf(chosen: z.output<typeof choice> | null | undefined): Branch {
  const { use_mainbranch, name } = chosen ?? { use_mainbranch: true, name: null };
  return use_mainbranch || name === null || name === undefined || name === 'null'
    ? { mainBranch: true }
    : name;
}

/** What is left out stays as it is; the switch is a string. */
function bodyOf({ development, production, prefixes, deleteAfterMerge }: BranchingModel): object {
  return {
    ...(development !== undefined && { development: choiceOf(development) }),
    ...(production !== undefined && {
      production:
        production === false ? { enabled: false } : { enabled: true, ...choiceOf(production) },
    }),
    ...(prefixes !== undefined && {
      branch_types: Object.entries(prefixes).map(([kind, prefix]) =>
        prefix === false ? { kind, enabled: false } : { kind, enabled: true, prefix },
      ),
    }),
    ...(deleteAfterMerge !== undefined && { default_branch_deletion: String(deleteAfterMerge) }),
  };
}

function choiceOf(branch: Branch): object {
  return typeof branch === 'string'
    ? { use_mainbranch: false, name: branch }
    : { use_mainbranch: true, name: null };
}
