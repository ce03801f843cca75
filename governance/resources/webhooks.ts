import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Change, Request, Resource, Site } from './resource.ts';

type Webhook = Items['webhooks'];

const theirs = z.array(
  z.object({
    uuid: z.string(),
    description: z.string().nullish(),
    url: z.string(),
    events: z.array(z.string()),
    active: z.boolean(),
    secret_set: z.boolean().nullish(),
  }),
);

/** Webhooks, named by their description. A secret is never read. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const webhooks: Resource<Webhook> = {
  kind: 'webhooks',
  places: ['workspace', 'repository'],
  page: { path: 'admin', menu: 'Repository settings → Webhooks' },
  key: ({ description }) => description,
  observe: async (api, place) =>
    readAs(theirs, await api.list(placePath(place, 'hooks'))).map((each) => ({
      ref: each.uuid,
      item: {
        description: each.description ?? '',
        url: each.url,
        events: each.events.toSorted(),
        active: each.active,
        secret: each.secret_set ?? false,
      },
    })),
  requests: (change, site) => [request(change, site)],
  direction: () => 'neither',
  hindrance: (change) =>
    change.action !== 'delete' && needsSecret(change) && change.from === undefined
      ? 'a webhook needs a secret: name the environment variable that holds it under "from", or let a person set it'
      : undefined,
};

function request(change: Change<Webhook>, { place, secret }: Site): Request {
  const path = placePath(place, 'hooks');
  const one = change.action === 'create' ? path : `${path}/${encodeURIComponent(change.ref)}`;
  if (change.action === 'delete') return { method: 'DELETE', path: one };
  const { secret: wanted, ...hook } = change.after;
  // Left out, a secret stays; null takes it away.
  const isTaken = wanted === false && change.action === 'update' && change.before.secret === true;
  const body = {
    ...hook,
    ...(needsSecret(change) && { secret }),
    ...(isTaken && { secret: null }),
  };
  return { method: change.action === 'create' ? 'POST' : 'PUT', path: one, body };
}

function needsSecret(change: Exclude<Change<Webhook>, { readonly action: 'delete' }>): boolean {
  const had = change.action === 'update' && change.before.secret === true;
  return change.after.secret === true && !had;
}
