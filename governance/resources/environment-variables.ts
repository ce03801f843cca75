import * as z from 'zod';
import { ApiProblem } from '../../src/api-problem.ts';
import type { Items } from '../desired.ts';
import { environmentsOf } from './environments.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Api, Change, Observed, Place, Request, Resource, Site } from './resource.ts';
import {
  theirVariable,
  variableDirection,
  variableHindrance,
  variableOf,
  variableRequest,
} from './variable-requests.ts';

type EnvironmentVariable = Items['environmentVariables'];

/** Variables of deployment environments: one list for each environment that the policy speaks of. */
export const environmentVariables: Resource<EnvironmentVariable> = {
  kind: 'environmentVariables',
  places: ['repository'],
  whole: true,
  page: { path: 'admin/pipelines/deployment-settings', menu: 'Repository settings → Deployments' },
  key: ({ environment, key }) => `${environment}/${key}`,
  observe,
  requests: (change, site) => [request(change, site)],
  direction: variableDirection,
  hindrance: variableHindrance,
  within: async (api, place, { environment }) => {
    const found = (await environmentsOf(api, place)).find(({ name }) => name === environment);
    if (found !== undefined) return found.uuid;
    throw new ApiProblem(`Cannot set a variable: there is no environment "${environment}"`, {
      kind: 'not-found',
      hint: 'Name the environment in the policy, so that it is made first',
    });
  },
};

async function observe(
  api: Api,
  place: Place,
  names: readonly string[],
): Promise<readonly Observed<EnvironmentVariable>[]> {
  const all = await environmentsOf(api, place);
  const lists = all
    .filter(({ name }) => names.includes(name))
    .map(async ({ uuid, name }) => {
      const found = readAs(z.array(theirVariable), await api.list(listOf(place, uuid)));
      return found.map((each) => ({
        ref: `${uuid}/${each.uuid}`,
        item: { environment: name, ...variableOf(each) },
      }));
    });
  return (await Promise.all(lists)).flat();
}

function request(change: Change<EnvironmentVariable>, site: Site): Request {
  const ref = change.action === 'create' ? `${site.within ?? ''}/` : change.ref;
  const [environment = '', uuid = ''] = ref.split('/');
  return variableRequest(change, site, { path: listOf(site.place, environment), uuid });
}

function listOf(place: Place, environment: string): string {
  return placePath(place, 'deployments_config', 'environments', environment, 'variables');
}
