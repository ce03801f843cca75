import type { Desired } from '../../governance/desired.ts';
import type { Policy, Repository } from '../../governance/policy/policy.ts';
import { resolvePolicy } from '../../governance/policy/resolve-policy.ts';
import { lineOfFinding } from '../../src/release/finding.ts';

/** Repositories from `AME/ame-shop AME/ame-legacy`. */
export function repositories(words: string): Repository[] {
  return words.split(' ').map((word) => {
    const [project = '', slug = ''] = word.split('/');
    return { slug, project };
  });
}

/** What a policy wants of one place, item by item. */
export function wanted(policy: Policy, words: string, name: string): string[] {
  const { desired } = resolvePolicy(policy, repositories(words));
  return desired.filter(({ place }) => nameOf(place) === name).flatMap(linesOf);
}

/** What there is to say of a policy and its repositories. */
export function findings(policy: Policy, words: string): string[] {
  return resolvePolicy(policy, repositories(words)).findings.map(lineOfFinding);
}

function nameOf(place: Desired['place']): string {
  return place.is === 'repository'
    ? place.slug
    : place.is === 'project'
      ? place.project
      : 'workspace';
}

function linesOf({ sections }: Desired): string[] {
  return sections.flatMap(({ kind, items, unmanaged, among }) => [
    `${kind}${among ? ` of ${among.join(', ')}` : ''}${unmanaged === 'prune' ? ', nothing else' : ''}`,
    ...items.map(({ control, item, absent, aside }) =>
      [`  ${control}:`, ...(absent ? ['absent'] : []), ...words(item), ...words(aside)].join(' '),
    ),
  ]);
}

/** `private=true events=a,b`; what is empty is left out. */
function words(fields: unknown): string[] {
  return Object.entries(fields as object)
    .filter(
      ([name, value]) => value !== null && String(value) !== '' && name !== 'branch_match_kind',
    )
    .map(([name, value]) => `${name}=${isMap(value) ? JSON.stringify(value) : String(value)}`);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value);
}
