import { type Called, describeFields } from './describe-value.ts';
import { asMap } from './fields-of.ts';
import type { Change, Json } from './resources/resource.ts';

/** What names an item is in its control already. */
const naming = [
  'kind',
  'branch_match_kind',
  'pattern',
  'branch_type',
  'to',
  'environment',
  'hostname',
  'label',
  'description',
];

/** What is made or removed, without what its control says already. */
export function describeItem(
  change: Exclude<Change, { readonly action: 'update' }>,
  called: Called,
): string {
  const item = change.action === 'create' ? change.after : change.before;
  const fields = Object.entries(asMap(item)).filter(
    ([name, value]) => !(isNamed(change, name, value) || isEmpty(change, name, value)),
  );
  return describeFields(Object.fromEntries(fields), called);
}

function isNamed({ key }: Change, name: string, value: Json): boolean {
  return (
    naming.includes(name) || (typeof value === 'string' && value !== '' && key.endsWith(value))
  );
}

/** An empty list means "nobody" where a rule is about people, and nothing elsewhere. */
function isEmpty({ kind, key }: Change, name: string, value: Json): boolean {
  if (value === null || (name === 'secured' && value === false)) return true;
  const isNobody = kind === 'branches' && name === 'users' && /^(push|restrict_merges) /.test(key);
  return Array.isArray(value) && value.length === 0 && !isNobody;
}
