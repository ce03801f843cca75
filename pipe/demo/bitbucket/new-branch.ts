import { createHash } from 'node:crypto';
import type { Branch } from './state.ts';

/** Every strategy Bitbucket has. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
const mergeStrategies = [
  'merge_commit',
  'squash',
  'fast_forward',
  'squash_fast_forward',
  'rebase_fast_forward',
  'rebase_merge',
];

/** A branch; its commit follows from its name unless it is given. */
export function newBranch(
  name: string,
  hash = createHash('sha1').update(name).digest('hex'),
): Branch {
  return {
    name,
    hash,
    merge_strategies: mergeStrategies.slice(0, 3),
    default_merge_strategy: 'merge_commit',
  };
}
