import { isDeepStrictEqual } from 'node:util';
import { asMap, fieldsOf } from './fields-of.ts';
import { notYetMade } from './people-apart.ts';
import type { PlannedChange } from './plan.ts';
import { resourceOf } from './resource-of.ts';
import type { Observed } from './resources/resource.ts';

/**
 * A change of what is there now: at its address, where an earlier step has made it, and without touching what has
 * changed beside it since the plan. A part of it that is done already is no obstacle.
 */
export function asItIsNow(step: PlannedChange, now: Observed | undefined): PlannedChange {
  if (step.action !== 'update' || now === undefined) return step;
  const change = step.ref === notYetMade ? { ...step, ref: now.ref } : step;
  const fields = fieldsOf(change);
  const there = asMap(now.item);
  const isBeside = fields.every(({ field, before, after }) =>
    [before, after].some((each) => isDeepStrictEqual(there[field], each)),
  );
  if (resourceOf(change.kind).whole || !isBeside) return change;
  const set = fields.flatMap(({ field, after }) => (after === undefined ? [] : [[field, after]]));
  return { ...change, before: now.item, after: { ...there, ...Object.fromEntries(set) } };
}
