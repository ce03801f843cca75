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

/** Is there a branch that two patterns both fit? */
export function patternsMeet(one: string, other: string): boolean {
  if (!one.includes('*')) return patternFits(other, one);
  if (!other.includes('*')) return patternFits(one, other);
  // What stands between the first and the last star can follow one after the other.
  const [mine, its] = [one.split('*'), other.split('*')];
  return (
    oneGoesOn(mine[0] ?? '', its[0] ?? '') &&
    oneGoesOn(reversed(mine.at(-1) ?? ''), reversed(its.at(-1) ?? ''))
  );
}

function oneGoesOn(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function reversed(text: string): string {
  return [...text].toReversed().join('');
}
