import { isDeepStrictEqual } from 'node:util';
import type { Change, Observed } from './resources/resource.ts';

/** Has a thing all that a change wants of it? */
export function isSame({ item }: Observed, change: Change): boolean {
  return change.action !== 'delete' && isDeepStrictEqual(item, merged(item, change.after));
}

/** Is it as it will be after a change? */
export function isReached(change: Change, now: Observed | undefined): boolean {
  if (change.action === 'delete') return now === undefined;
  return now !== undefined && isSame(now, change);
}

/** Is it as it was when the change was planned? */
export function isAsPlanned(change: Change, now: Observed | undefined): boolean {
  if (change.action === 'create') return now === undefined;
  return now !== undefined && isDeepStrictEqual(now.item, change.before);
}

/** What was created has more fields than the policy named. */
function merged(now: unknown, after: unknown): unknown {
  const maps = [now, after].every(
    (each) => typeof each === 'object' && each !== null && !Array.isArray(each),
  );
  return maps ? { ...(now as object), ...(after as object) } : after;
}
