import { asMap, fieldsOf } from './fields-of.ts';
import type { PlannedChange } from './plan.ts';
import type { Change, Json } from './resources/resource.ts';

/** How a uuid or slug is called in the policy. */
export type Called = (name: string) => string;

const marks = { create: '+', update: '~', delete: '-' } as const;

/** A change in one line: `~ branches/main/approvals  value 1 → 2`. */
export function describeChange(change: PlannedChange, called: Called): string {
  const { action, control } = change;
  const what = action === 'update' ? updated(change, called) : whole(change, called);
  return [`${marks[action]} ${control}`, ...(what === '' ? [] : [what])].join('  ');
}

/** A value as a person reads it. */
function describeValue(value: Json | undefined, called: Called): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? '""' : called(value);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? listed(value, called) : fieldList(value, called);
}

function listed(list: readonly Json[], called: Called): string {
  return list.length === 0 ? 'nobody' : list.map((each) => describeValue(each, called)).join(', ');
}

function updated(change: Extract<Change, { readonly action: 'update' }>, called: Called): string {
  return fieldsOf(change)
    .map(
      ({ field, before, after }) =>
        `${field} ${describeValue(before, called)} → ${describeValue(after, called)}`,
    )
    .join(', ');
}

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

function whole(change: Exclude<Change, { readonly action: 'update' }>, called: Called): string {
  const item = change.action === 'create' ? change.after : change.before;
  const fields = Object.entries(asMap(item)).filter(
    ([name, value]) => !(isNamed(change, name, value) || isEmpty(change, name, value)),
  );
  return fieldList(Object.fromEntries(fields), called);
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

function fieldList(fields: object, called: Called): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${describeValue(value as Json, called)}`)
    .join(', ');
}
