import type { Api } from '../src/api.ts';
import { asMap } from './fields-of.ts';
import { observeSection } from './observe.ts';
import type { Change, Json, Place } from './resources/resource.ts';

/**
 * What goes with a thing that is deleted, though no change names it: an environment takes its variables along. What cannot
 * be read is an ApiProblem, and then the thing is not deleted.
 */
export async function belongings(api: Api, place: Place, change: Change): Promise<readonly Json[]> {
  if (change.kind !== 'environments' || change.action !== 'delete') return [];
  const { name } = asMap(change.before);
  const observed = await observeSection(api, place, {
    kind: 'environmentVariables',
    unmanaged: 'report',
    among: typeof name === 'string' ? [name] : [],
    items: [],
  });
  return observed.map(({ item }) => item);
}
