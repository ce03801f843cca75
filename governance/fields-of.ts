import { isDeepStrictEqual } from 'node:util';
import type { Change, Json } from './resources/resource.ts';

/** One field of an item that a change gives another value; undefined where there was or will be none. */
export interface FieldChange {
  readonly field: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** The fields that an update changes. */
export function fieldsOf(change: Extract<Change, { readonly action: 'update' }>): FieldChange[] {
  const [before, after] = [asMap(change.before), asMap(change.after)];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields
    .map((field) => ({ field, before: before[field], after: after[field] }))
    .filter((each) => !isDeepStrictEqual(each.before, each.after));
}

/** An item’s fields. */
export function asMap(item: Json): { readonly [key: string]: Json } {
  return typeof item === 'object' && item !== null && !Array.isArray(item)
    ? (item as { readonly [key: string]: Json })
    : {};
}
