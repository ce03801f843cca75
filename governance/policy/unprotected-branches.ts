import type { Finding } from '../../src/release/finding.ts';
import type { Branch, BranchingModel, BranchRestriction, Said, Section } from '../desired.ts';
import { patternFits } from './matcher.ts';

/** Environments that a branch may deploy to which everybody may push to. Only where the policy names branches at all. */
export function unprotectedBranches(sections: readonly Section[]): Finding[] {
  const itemsOf = (kind: Section['kind']) =>
    sections.find((each) => each.kind === kind)?.items.filter(({ absent }) => !absent);
  const rules = itemsOf('branches')?.map(({ item }) => item as unknown as BranchRestriction);
  if (rules === undefined) return [];
  const model = (itemsOf('branchingModel')?.[0]?.item ?? {}) as BranchingModel;
  const { mainBranch } = (itemsOf('repository')?.[0]?.item ?? {}) as { mainBranch?: string };
  const isProtected = (branch: string) =>
    rules.some((rule) => rule.kind === 'push' && fits(rule, branch, { model, mainBranch }));
  return (itemsOf('environments') ?? []).flatMap(({ key, aside, said }) =>
    (aside.branches ?? [])
      .filter((branch) => !isProtected(branch))
      .map((branch) => finding(key, branch, said.branches?.at(-1))),
  );
}

interface Known {
  readonly model: BranchingModel;
  readonly mainBranch: string | undefined;
}

function fits(rule: BranchRestriction, branch: string, { model, mainBranch }: Known): boolean {
  if (rule.branch_match_kind === 'glob') return patternFits(rule.pattern, branch);
  const { branch_type: type } = rule;
  if (type === 'production' || type === 'development') {
    const named: Branch | false | undefined = model[type];
    return branch === (typeof named === 'object' ? mainBranch : named);
  }
  const prefix = model.prefixes?.[type as 'feature'];
  return typeof prefix === 'string' && branch.startsWith(prefix);
}

function finding(environment: string, branch: string, said: Said | undefined): Finding {
  return {
    rule: 'deploys-from-unprotected-branch',
    severity: 'warning',
    subject: said === undefined ? environment : `${said.file}:${said.line}:${said.column}`,
    message: `the environment "${environment}" is deployed from "${branch}", to which everybody may push`,
    hint: `Say under "branches" who may push to "${branch}"`,
  };
}
