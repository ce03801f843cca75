import type { Branch, BranchingModel, BranchRestriction } from './desired.ts';
import { branchRule } from './policy/branch-rules.ts';
import { keyOfMatcher, patternsMeet } from './policy/matcher.ts';

/** Two rules of one kind for one branch: what is said, and the two who say it. */
export interface Overlap {
  readonly name: string;
  readonly one: string;
  readonly other: string;
}

/** What is known of the branches that the types of the branching model mean; nothing where it was not looked at. */
export interface KnownModel {
  readonly model?: BranchingModel | undefined;
  readonly mainBranch?: string | undefined;
}

/** Rules of one kind that a branch can both be meant by. */
export function overlappingRules(
  rules: readonly BranchRestriction[],
  known: KnownModel,
): readonly Overlap[] {
  const meant = rules.flatMap((rule) => {
    const pattern = patternOf(rule, known);
    return pattern === undefined ? [] : [{ kind: rule.kind, key: keyOfMatcher(rule), pattern }];
  });
  return meant.flatMap(({ kind, key, pattern }, index) =>
    meant
      .slice(index + 1)
      .filter((each) => each.kind === kind && patternsMeet(each.pattern, pattern))
      .map((each) => ({ name: branchRule(kind).name, one: key, other: each.key })),
  );
}

/** The branches a rule means, as a pattern. */
function patternOf(rule: BranchRestriction, { model, mainBranch }: KnownModel): string | undefined {
  if (rule.branch_match_kind === 'glob') return rule.pattern;
  if (rule.branch_type === 'development') return nameOf(model?.development, mainBranch);
  if (rule.branch_type === 'production') return nameOf(model?.production, mainBranch);
  const prefix = model?.prefixes?.[rule.branch_type as 'feature'];
  return typeof prefix === 'string' ? `${prefix}*` : undefined;
}

function nameOf(branch: Branch | false | undefined, mainBranch: string | undefined) {
  if (branch === false) return undefined;
  return typeof branch === 'object' ? mainBranch : branch;
}
