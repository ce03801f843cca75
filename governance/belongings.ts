import type { Api } from '../src/api.ts';
import { asMap } from './fields-of.ts';
import { observeSection } from './observe.ts';
import type { Change, Json, Place } from './resources/resource.ts';

/**
 * What goes with a change, though no change names it: an environment that is deleted takes its variables along, and a
 * repository that gets its own branching model no longer inherits one. What cannot be read is an ApiProblem, and then the
 * change is not made.
 */
export async function belongings(api: Api, place: Place, change: Change): Promise<readonly Json[]> {
  if (change.kind === 'environments' && change.action === 'delete') {
    return variablesOf(api, place, change.before);
  }
  const isOwnModel = change.kind === 'branchingModel' && place.is === 'repository';
  return isOwnModel ? inheritingIn(api, place) : [];
}

async function inheritingIn(api: Api, place: Place): Promise<readonly Json[]> {
  const observed = await observeSection(api, place, {
    kind: 'inherit',
    unmanaged: 'report',
    items: [],
  });
  const inherits = observed.some(({ item }) => asMap(item).branchingModel === true);
  return inherits ? [{ branchingModel: true }] : [];
}

async function variablesOf(api: Api, place: Place, before: Json): Promise<readonly Json[]> {
  const { name } = asMap(before);
  const observed = await observeSection(api, place, {
    kind: 'environmentVariables',
    unmanaged: 'report',
    among: typeof name === 'string' ? [name] : [],
    items: [],
  });
  return observed.map(({ item }) => item);
}
