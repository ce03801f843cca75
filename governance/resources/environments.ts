import * as z from 'zod';
import type { Items } from '../desired.ts';
import { needsPremium } from './needs-premium.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Api, Change, Direction, Place, Request, Resource } from './resource.ts';

type Environment = Items['environments'];

const theirs = z.array(
  z.object({
    uuid: z.string(),
    name: z.string(),
    environment_type: z.object({ name: z.enum(['Test', 'Staging', 'Production']) }),
    restrictions: z.object({ admin_only: z.boolean() }).nullish(),
  }),
);

/** Deployment environments: made, renamed, open to admins only. Last verified 2026-11-20, bb-probe, bbx and DrF. */
export const environments: Resource<Environment> = {
  kind: 'environments',
  places: ['repository'],
  page: { path: 'admin/pipelines/deployment-settings', menu: 'Repository settings → Deployments' },
  key: ({ name }) => name,
  observe: async (api, place) =>
    (await environmentsOf(api, place)).map(({ uuid, name, environment_type, restrictions }) => ({
      ref: uuid,
      item: { name, type: environment_type.name, adminOnly: restrictions?.admin_only ?? false },
    })),
  requests: (change, { place }) => [request(change, placePath(place, 'environments'))],
  direction,
  hindrance: (change) =>
    change.action === 'update' && change.before.type !== change.after.type
      ? 'the type of an environment is fixed when it is made: a person must make it anew'
      : undefined,
};

/** The environments of a repository. */
export async function environmentsOf(api: Api, place: Place) {
  return readAs(theirs, await api.list(placePath(place, 'environments')));
}

function request(change: Change<Environment>, path: string): Request {
  if (change.action === 'delete') {
    return { method: 'DELETE', path: `${path}/${encodeURIComponent(change.ref)}` };
  }
  const { name, type = 'Test', adminOnly = false } = change.after;
  const restrictions = { admin_only: adminOnly };
  if (change.action === 'create') {
    const body = { name, environment_type: { name: type }, ...(adminOnly && { restrictions }) };
    return { method: 'POST', path, body, premium: needsPremium(change.after) };
  }
  // Both, always: a change that leaves the restriction out takes it away. Last verified 2026-11-20, DrF.
  const body = { change: { name, restrictions } };
  return {
    method: 'POST',
    path: `${path}/${encodeURIComponent(change.ref)}/changes`,
    body,
    premium: needsPremium(change.after),
  };
}

function direction(change: Change<Environment>): Direction {
  if (change.action !== 'update' || change.before.adminOnly === change.after.adminOnly) {
    return 'neither';
  }
  return change.after.adminOnly ? 'tightens' : 'loosens';
}
