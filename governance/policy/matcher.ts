import type { Matcher } from '../desired.ts';

/** The branching model’s types, as the API names them. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const branchTypes = [
  'production',
  'development',
  'bugfix',
  'release',
  'feature',
  'hotfix',
] as const;

const typed = 'type:';

/** What a key under `branches` matches: `type:production` a branch of the model, anything else a pattern. */
export function matcherOf(key: string): Matcher {
  // No branch can be called so: git allows no colon in a name.
  return key.startsWith(typed)
    ? { branch_match_kind: 'branching_model', branch_type: key.slice(typed.length) }
    : { branch_match_kind: 'glob', pattern: key };
}

/** The key under `branches` that says the same. */
export function keyOfMatcher(matcher: Matcher): string {
  return matcher.branch_match_kind === 'glob' ? matcher.pattern : `${typed}${matcher.branch_type}`;
}

// "* matches zero or more characters, every other character matches itself": also across a slash.
// Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
/** Does a pattern of a branch restriction fit the branch? */
export function patternFits(pattern: string, branch: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(branch);
}
