import type { BranchRestriction, SectionName } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import { branchRule } from './branch-rules.ts';
import { keyOfMatcher } from './matcher.ts';

/** What an item is called in exceptions and reports, also one that the policy does not name. */
export function controlOf(kind: SectionName, key: string, item: Json): string {
  if (kind === 'branches') {
    const rule = item as unknown as BranchRestriction;
    return `branches/${keyOfMatcher(rule)}/${branchRule(rule.kind).name}`;
  }
  if (kind === 'environmentVariables') {
    const { environment, key: name } = item as { environment: string; key: string };
    return `environments/${environment}/variables/${name}`;
  }
  return key === kind ? kind : `${kind}/${key}`;
}
