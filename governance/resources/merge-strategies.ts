import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Api, Observed, Place, Resource } from './resource.ts';

type MergeStrategies = Items['mergeStrategies'];

const theirs = z.object({
  merge_strategies: z.array(z.string()),
  default_merge_strategy: z.string(),
});

/** How pull requests into a branch may be merged. Read only: no API sets it. Last verified 2026-11-20, bbx rule 31. */
export const mergeStrategies: Resource<MergeStrategies> = {
  kind: 'mergeStrategies',
  places: ['repository'],
  page: { path: 'admin/merge-strategies', menu: 'Repository settings → Merge strategies' },
  key: ({ branch }) => branch,
  observe: async (api, place, branches) => {
    const found = await Promise.all(branches.map((branch) => strategiesOf(api, place, branch)));
    return found.flat();
  },
  requests: () => [],
  direction: () => 'neither',
  hindrance: ({ action }) =>
    action === 'create'
      ? 'there is no such branch'
      : 'no API sets merge strategies: a person must do it',
};

async function strategiesOf(
  api: Api,
  place: Place,
  branch: string,
): Promise<Observed<MergeStrategies>[]> {
  const path = placePath(place, 'refs', 'branches', branch);
  const answer = await api.get(path, { orUndefined: true });
  if (answer === undefined) return [];
  const { merge_strategies, default_merge_strategy } = readAs(theirs, answer);
  const item = { branch, default: default_merge_strategy, allowed: merge_strategies.toSorted() };
  return [{ ref: branch, item }];
}
