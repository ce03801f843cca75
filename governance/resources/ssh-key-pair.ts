import type { Items } from '../desired.ts';
import { onlyOne } from './only-one.ts';
import { placePath } from './place-path.ts';
import type { Resource } from './resource.ts';

/** Has Pipelines a key pair? 404 means that it has none. Last verified 2026-11-20, bbx. */
export const sshKeyPair: Resource<Items['sshKeyPair']> = {
  kind: 'sshKeyPair',
  places: ['repository'],
  single: true,
  page: { path: 'admin/pipelines/ssh-keys', menu: 'Repository settings → SSH keys' },
  key: () => 'sshKeyPair',
  observe: async (api, place) => {
    const path = placePath(place, 'pipelines_config', 'ssh', 'key_pair');
    const answer = await api.get(path, { orUndefined: true });
    return onlyOne('sshKeyPair', { present: answer !== undefined });
  },
  requests: (_change, { place }) => [
    { method: 'DELETE', path: placePath(place, 'pipelines_config', 'ssh', 'key_pair') },
  ],
  direction: () => 'neither',
  hindrance: (change) =>
    change.action !== 'delete' && change.after.present
      ? 'a key pair is not made here: its private key would pass through this machine'
      : undefined,
};
