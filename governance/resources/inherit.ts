import * as z from 'zod';
import type { Items } from '../desired.ts';
import { becoming } from './only-one.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Resource } from './resource.ts';

type Inherit = Items['inherit'];

const flags = z.object({ default_merge_strategy: z.boolean(), branching_model: z.boolean() });
const theirs = z.union([flags, z.object({ override_settings: flags })]);

/**
 * What a repository takes over from its project; true is "inherits", whatever the name says. The body is documented
 * nowhere, and clients disagree on it: it is sent in the form it was read in. Last verified 2026-11-20, DrF and gajaguar.
 */
export const inherit: Resource<Inherit> = {
  kind: 'inherit',
  places: ['repository'],
  single: true,
  page: { path: 'admin', menu: 'Repository settings → Branching model, Merge strategies' },
  key: () => 'inherit',
  observe: async (api, place) => {
    const found = readAs(theirs, await api.get(placePath(place, 'override-settings')));
    const isNested = 'override_settings' in found;
    const { branching_model, default_merge_strategy } = isNested ? found.override_settings : found;
    return [
      {
        ref: isNested ? 'nested' : 'flat',
        item: { branchingModel: branching_model, mergeStrategy: default_merge_strategy },
      },
    ];
  },
  requests: (change, { place }) => {
    const { branchingModel, mergeStrategy } = becoming(change);
    const sent = { branching_model: branchingModel, default_merge_strategy: mergeStrategy };
    const isNested = change.action === 'update' && change.ref === 'nested';
    const body = isNested
      ? { type: 'repository_inheritance_state', override_settings: sent }
      : sent;
    return [{ method: 'PUT', path: placePath(place, 'override-settings'), body }];
  },
  direction: () => 'neither',
};
