import { isDeepStrictEqual } from 'node:util';
import type { BranchRestriction, Matcher } from './desired.ts';
import type { PlannedChange } from './plan.ts';
import { branchRule } from './policy/branch-rules.ts';
import { patternsMeet } from './policy/matcher.ts';

/** The `ref` of what an earlier step makes: nobody knows it before. */
export const notYetMade = '';

// Where several rules fit a branch, whom one of them names gets in ("user or group access overrides all"), and one is
// enough to keep others out. Last verified 2026-11-20, Atlassian’s page on branch permissions.
/**
 * A change of the people of a branch rule in two steps where it must be: first those go who may no longer, then those
 * come who may from now on. Between the writes of several rules for one branch, or of the branching model, nobody gets
 * in who may neither before nor afterwards.
 */
export function peopleApart(
  change: PlannedChange,
  {
    others,
    modelMoves,
  }: { readonly others: readonly PlannedChange[]; readonly modelMoves: boolean },
): readonly PlannedChange[] {
  const rule = ruleOf(change);
  if (rule === undefined || branchRule(rule.kind).form !== 'who') return [change];
  const moves = modelMoves && rule.branch_match_kind === 'branching_model';
  const meets = others.some((each) => each !== change && isMet(rule, ruleOf(each)));
  return moves || (meets && change.action === 'update') ? inTwo(change) : [change];
}

function ruleOf(change: PlannedChange): BranchRestriction | undefined {
  if (change.kind !== 'branches') return undefined;
  return (change.action === 'delete'
    ? change.before
    : change.after) as unknown as BranchRestriction;
}

function isMet(rule: BranchRestriction, other: BranchRestriction | undefined): boolean {
  return other?.kind === rule.kind && maySpeakOfOneBranch(rule, other);
}

function maySpeakOfOneBranch(one: Matcher, other: Matcher): boolean {
  return one.branch_match_kind === 'glob' && other.branch_match_kind === 'glob'
    ? patternsMeet(one.pattern, other.pattern)
    : true;
}

function inTwo(change: PlannedChange): readonly PlannedChange[] {
  const rule = ruleOf(change);
  if (rule === undefined) return [change];
  const between = { ...rule, ...stayingPeople(change) };
  const { kind, key, control } = change;
  const about = { kind, key, control };
  const steps: readonly PlannedChange[] = [
    change.action === 'create'
      ? { ...about, action: 'create', after: between }
      : { ...about, action: 'update', ref: change.ref, before: change.before, after: between },
    change.action === 'delete'
      ? { ...about, action: 'delete', ref: change.ref, before: between }
      : {
          ...about,
          action: 'update',
          ref: change.action === 'create' ? notYetMade : change.ref,
          before: between,
          after: change.after,
        },
  ];
  return steps.filter(
    (step) => step.action !== 'update' || !isDeepStrictEqual(step.before, step.after),
  );
}

type People = Pick<BranchRestriction, 'users' | 'groups'>;

/** Whom both sides name. A rule that is not there names nobody. */
function stayingPeople(change: PlannedChange): People {
  if (change.action !== 'update') return { users: [], groups: [] };
  const [before, after] = [change.before, change.after] as unknown as readonly [People, People];
  return {
    users: before.users.filter((each) => after.users.includes(each)),
    groups: before.groups.filter((each) => after.groups.includes(each)),
  };
}
