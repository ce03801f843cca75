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
    ([name, value]) => !(isNamed(change, name, value) || isEmpty(name, value)),
  );
  const told = describeFields(Object.fromEntries(fields), called);
  if (isProhibition(change)) return 'forbidden';
  return isAboutPeople(change) ? onlyWho(told) : told;
}

function isNamed({ key }: Change, name: string, value: Json): boolean {
  return (
    naming.includes(name) || (typeof value === 'string' && value !== '' && key.endsWith(value))
  );
}

function isEmpty(name: string, value: Json): boolean {
  if (value === null || (name === 'secured' && value === false)) return true;
  return Array.isArray(value) && value.length === 0;
}

/** Does it say who may do something, so that without anybody it says "nobody"? */
function isAboutPeople({ kind, key }: Change): boolean {
  return kind === 'branches' && /^(push|restrict_merges) /.test(key);
}

/** A rule whose name alone reads as if it allowed what it forbids. */
function isProhibition({ kind, key }: Change): boolean {
  return kind === 'branches' && /^(force|delete) /.test(key);
}

function onlyWho(people: string): string {
  return people === '' ? 'nobody' : `only ${people}`;
}
