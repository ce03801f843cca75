import * as z from 'zod';
import type { Items } from '../desired.ts';
import { becoming, onlyOne } from './only-one.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Resource } from './resource.ts';

/** Is Pipelines on? Bitbucket answers 404 until it was on once. Last verified 2026-11-20, bbx. */
export const pipelines: Resource<Items['pipelines']> = {
  kind: 'pipelines',
  places: ['repository'],
  single: true,
  page: {
    path: 'admin/pipelines/settings',
    menu: 'Repository settings → Settings, under Pipelines',
  },
  key: () => 'pipelines',
  observe: async (api, place) => {
    const answer = await api.get(placePath(place, 'pipelines_config'), { orUndefined: true });
    const { enabled } = readAs(z.object({ enabled: z.boolean() }), answer ?? { enabled: false });
    return onlyOne('pipelines', { enabled });
  },
  requests: (change, { place }) => [
    {
      method: 'PUT',
      path: placePath(place, 'pipelines_config'),
      body: { enabled: becoming(change).enabled },
    },
  ],
  direction: () => 'neither',
};
