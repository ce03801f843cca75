import { describeItem } from './describe-item.ts';
import { type Called, describeValue } from './describe-value.ts';
import { fieldsOf } from './fields-of.ts';
import type { PlannedChange } from './plan.ts';
import type { Change } from './resources/resource.ts';

/** What differs, for somebody who knows the settings and not what would be done about it. */
export function describeDrift(change: PlannedChange, called: Called): string {
  if (change.action === 'update') return differences(change, called);
  const item = describeItem(change, called);
  const state = change.action === 'create' ? 'missing' : 'there, and must not be';
  return item === '' ? state : `${state} (${item})`;
}

function differences(
  change: Extract<Change, { readonly action: 'update' }>,
  called: Called,
): string {
  return fieldsOf(change)
    .map(({ field, before, after }) => {
      const [is, should] = [before, after].map((value) => describeValue(value, called));
      return `${field} is ${is}, the policy says ${should}`;
    })
    .join('; ');
}
