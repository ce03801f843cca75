import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Request, Resource } from './resource.ts';

const theirs = z.array(z.object({ id: z.number(), label: z.string().nullish(), key: z.string() }));

/** Keys that may read a repository. Access tokens may not write them. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const deployKeys: Resource<Items['deployKeys']> = {
  kind: 'deployKeys',
  places: ['project', 'repository'],
  page: { path: 'admin/access-keys', menu: 'Repository settings → Access keys' },
  key: ({ label }) => label,
  observe: async (api, place) =>
    readAs(theirs, await api.list(placePath(place, 'deploy-keys'))).map(({ id, label, key }) => ({
      ref: String(id),
      item: { label: label ?? '', key: key.split(' ', 2).join(' ') },
    })),
  // Bitbucket takes no key twice: under another label it is the same.
  isSame: (item, other) => item.key === other.key,
  // A PUT never succeeds: a key is changed by adding the new and removing the old one. Last verified 2026-11-20, bbx rule 19.
  requests: (change, { place }): readonly Request[] => {
    const path = placePath(place, 'deploy-keys');
    const added = change.action === 'delete' ? [] : [change.after];
    const removed = change.action === 'create' ? [] : [change.ref];
    const requests = [
      ...added.map((body): Request => ({ method: 'POST', path, body })),
      ...removed.map(
        (ref): Request => ({ method: 'DELETE', path: placePath(place, 'deploy-keys', ref) }),
      ),
    ];
    const isRenamed = change.action === 'update' && change.before.key === change.after.key;
    return isRenamed ? requests.toReversed() : requests;
  },
  direction: () => 'neither',
};
