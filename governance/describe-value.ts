import type { Json } from './resources/resource.ts';

/** How a uuid or slug is called in the policy. */
export type Called = (name: string) => string;

/** A value as a person reads it. */
export function describeValue(value: Json | undefined, called: Called): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value === '' ? '""' : called(value);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? listed(value, called) : describeFields(value, called);
}

/** The fields of an item, one after another: `type Production, adminOnly true`. */
export function describeFields(fields: object, called: Called): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${describeValue(value as Json, called)}`)
    .join(', ');
}

function listed(list: readonly Json[], called: Called): string {
  return list.length === 0 ? 'nobody' : list.map((each) => describeValue(each, called)).join(', ');
}
