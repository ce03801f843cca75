import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Change, Request, Resource, Site } from './resource.ts';

type KnownHost = Items['knownHosts'];

const theirs = z.array(
  z.object({
    uuid: z.string(),
    hostname: z.string(),
    public_key: z.object({ key_type: z.string(), key: z.string() }),
  }),
);

/** Hosts that Pipelines trusts. Last verified 2026-11-20, bbx. */
export const knownHosts: Resource<KnownHost> = {
  kind: 'knownHosts',
  places: ['repository'],
  page: { path: 'admin/pipelines/ssh-keys', menu: 'Repository settings → SSH keys' },
  key: ({ hostname, key }) => `${hostname} ${key.split(' ')[0]}`,
  observe: async (api, place) =>
    readAs(theirs, await api.list(placePath(place, 'pipelines_config', 'ssh', 'known_hosts'))).map(
      ({ uuid, hostname, public_key: { key_type, key } }) => ({
        ref: uuid,
        item: { hostname, key: `${key_type} ${key}` },
      }),
    ),
  requests: (change, site) => [request(change, site)],
  direction: () => 'neither',
};

/** Without both types the answer is a 400 that says nothing. */
function request(change: Change<KnownHost>, { place }: Site): Request {
  const path = placePath(place, 'pipelines_config', 'ssh', 'known_hosts');
  const one = change.action === 'create' ? path : `${path}/${encodeURIComponent(change.ref)}`;
  if (change.action === 'delete') return { method: 'DELETE', path: one };
  const { hostname, key: written } = change.after;
  const [key_type, key] = written.split(' ');
  const public_key = { type: 'pipeline_ssh_public_key', key_type, key };
  const body = { type: 'pipeline_known_host', hostname, public_key };
  return { method: change.action === 'create' ? 'POST' : 'PUT', path: one, body };
}
