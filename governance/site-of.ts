import { ApiProblem } from '../src/api-problem.ts';
import type { Applying } from './apply-place.ts';
import { asMap, fieldsOf } from './fields-of.ts';
import type { PlannedChange } from './plan.ts';
import { resourceOf } from './resource-of.ts';
import type { Change, Place, Site } from './resources/resource.ts';

/** What the requests of a change need, asked right before they are sent. */
export async function siteOf(
  change: PlannedChange,
  place: Place,
  { client, secret }: Pick<Applying, 'client' | 'secret'>,
): Promise<Site> {
  const resource = resourceOf(change.kind);
  const within =
    change.action === 'create' && resource.within !== undefined
      ? await resource.within(client.live, place, change.after)
      : undefined;
  const value = change.from === undefined ? undefined : secret(change.from);
  if (value === undefined && needsValue(change)) throw noValue(change);
  return {
    place,
    ...(within !== undefined && { within }),
    ...(value !== undefined && { secret: value }),
  };
}

/** Does something become secured, or get a secret, that says where its value comes from? */
function needsValue(change: PlannedChange): boolean {
  if (change.from === undefined || change.action === 'delete') return false;
  const set = change.action === 'create' ? Object.entries(asMap(change.after)) : becomes(change);
  return set.some(([field, value]) => ['secured', 'secret'].includes(field) && value === true);
}

function becomes(change: Extract<Change, { readonly action: 'update' }>): [string, unknown][] {
  return fieldsOf(change).map(({ field, after }) => [field, after]);
}

function noValue({ control, from }: PlannedChange): ApiProblem {
  return new ApiProblem(`Cannot set ${control}: ${from} is to hold its value, and is not set`, {
    kind: 'invalid',
    hint: `Set ${from} in the environment`,
  });
}
