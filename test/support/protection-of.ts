import { branchRules } from '../../governance/policy/branch-rules.ts';
import type {
  BranchChoice,
  Repository,
  Restriction,
  State,
} from '../../pipe/demo/bitbucket/state.ts';
import { branchNames, groups } from './any-policy.ts';

/** How strongly each branch is protected, by what, from whom: more is more. Overlaps are read in each way they can be. */
export type Protection = ReadonlyMap<string, number>;

/** Worked out from the server’s own state, not from what we read of it. */
export function protectionOf(state: State, slug: string): Protection {
  const repository = state.repositories[slug];
  if (repository === undefined) throw new Error(`Cannot find "${slug}"`);
  const people = [...state.members.map(({ uuid }) => uuid), ...groups];
  const found = branchNames.flatMap((branch) => {
    const rules = repository.restrictions.filter((rule) => fits(rule, branch, repository, state));
    return branchRules.flatMap(({ kind, form }): [string, number][] => {
      const own = rules.filter((each) => each.kind === kind);
      if (form === 'choice') return [];
      if (form === 'who') return people.flatMap((who) => keptOut(own, `${branch} ${kind}`, who));
      return valued(own, `${branch} ${kind}`, form === 'limit');
    });
  });
  return new Map(found);
}

/** One rule that does not name somebody may be enough to keep them out, or one that does to let them in. */
function keptOut(rules: readonly Restriction[], name: string, who: string): [string, number][] {
  const letsIn = ({ users, groups: named }: Restriction) => [...users, ...named].includes(who);
  const isProtected = rules.length > 0;
  return [
    [`${name} all must name ${who}`, Number(isProtected && !rules.every(letsIn))],
    [`${name} one must name ${who}`, Number(isProtected && !rules.some(letsIn))],
  ];
}

/** The highest number may count, or the lowest. */
function valued(rules: readonly Restriction[], name: string, isLimit: boolean): [string, number][] {
  const none = Number.NEGATIVE_INFINITY;
  const values = rules.map(({ value }) => (isLimit ? -(value ?? 0) : (value ?? 1)));
  const [most, least] = [Math.max(...values), Math.min(...values)];
  return [
    [`${name} most`, rules.length === 0 ? none : most],
    [`${name} least`, rules.length === 0 ? none : least],
  ];
}

function fits(rule: Restriction, branch: string, repository: Repository, state: State): boolean {
  if (rule.branch_match_kind === 'glob') return globFits(rule.pattern, branch);
  const project = state.projects[repository.project];
  const model =
    repository.inherits.branching_model && project !== undefined ? project.model : repository.model;
  const isChosen = ({ use_mainbranch, name }: BranchChoice) =>
    branch === (use_mainbranch ? repository.mainbranch : name);
  if (rule.branch_type === 'development') return isChosen(model.development);
  if (rule.branch_type === 'production')
    return model.production.enabled && isChosen(model.production);
  return model.branch_types.some(
    ({ kind, enabled, prefix }) =>
      kind === rule.branch_type && enabled && branch.startsWith(prefix),
  );
}

function globFits(pattern: string, branch: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === branch;
  const last = rest.pop() ?? '';
  const end = branch.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = branch.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return branch.startsWith(first) && branch.endsWith(last) && at <= end;
}
