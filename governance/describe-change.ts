import { describeItem } from './describe-item.ts';
import { type Called, describeValue } from './describe-value.ts';
import { fieldsOf } from './fields-of.ts';
import type { PlannedChange } from './plan.ts';
import type { Change } from './resources/resource.ts';

const marks = { create: '+', update: '~', delete: '-' } as const;

/** A change in one line: `~ branches/main/approvals  value 1 → 2`. */
export function describeChange(change: PlannedChange, called: Called): string {
  const { action, control } = change;
  const what = action === 'update' ? updated(change, called) : describeItem(change, called);
  return [`${marks[action]} ${control}`, ...(what === '' ? [] : [what])].join('  ');
}

function updated(change: Extract<Change, { readonly action: 'update' }>, called: Called): string {
  return fieldsOf(change)
    .map(
      ({ field, before, after }) =>
        `${field} ${describeValue(before, called)} → ${describeValue(after, called)}`,
    )
    .join(', ');
}
