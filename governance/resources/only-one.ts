import type { Change, Observed } from './resource.ts';

/** A setting that is always there, once. */
export function onlyOne<Item>(kind: string, item: Item): readonly Observed<Item>[] {
  return [{ ref: kind, item }];
}

/** What a setting that is always there becomes. */
export function becoming<Item>(change: Change<Item>): Item {
  if (change.action === 'delete') throw new RangeError(`Cannot delete "${change.key}"`);
  return change.after;
}
