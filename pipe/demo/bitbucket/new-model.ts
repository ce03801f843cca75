import type { BranchingModel } from './state.ts';

/** The branching model that projects and repositories begin with. */
export function newModel(): BranchingModel {
  const kinds = ['bugfix', 'feature', 'hotfix', 'release'] as const;
  return {
    development: { use_mainbranch: true, name: null },
    production: { enabled: false, use_mainbranch: false, name: null },
    branch_types: kinds.map((kind) => ({ kind, enabled: true, prefix: `${kind}/` })),
    default_branch_deletion: 'false',
  };
}
