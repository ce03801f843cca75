import * as z from 'zod';
import type { Variable } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Place, Resource } from './resource.ts';
import {
  theirVariable,
  variableDirection,
  variableHindrance,
  variableOf,
  variableRequest,
} from './variable-requests.ts';

/** Pipeline variables of a repository or the workspace. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const variables: Resource<Variable> = {
  kind: 'variables',
  places: ['workspace', 'repository'],
  whole: true,
  page: {
    path: 'admin/pipelines/repository-variables',
    menu: 'Repository settings → Repository variables',
  },
  key: ({ key }) => key,
  observe: async (api, place) =>
    readAs(z.array(theirVariable), await api.list(listOf(place))).map((each) => ({
      ref: each.uuid,
      item: variableOf(each),
    })),
  requests: (change, site) => {
    const uuid = change.action === 'create' ? '' : change.ref;
    return [variableRequest(change, site, { path: listOf(site.place), uuid })];
  },
  direction: variableDirection,
  hindrance: variableHindrance,
};

// Spelt differently for repositories and workspaces. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81.
function listOf(place: Place): string {
  const part = place.is === 'workspace' ? 'pipelines-config' : 'pipelines_config';
  return placePath(place, part, 'variables');
}
