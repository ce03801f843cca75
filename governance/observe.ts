import type { Api } from '../src/api.ts';
import type { Desired, Section } from './desired.ts';
import type { Seen } from './plan.ts';
import { problemOf } from './problem-of.ts';
import { resourceOf } from './resource-of.ts';
import type { Observed, Place } from './resources/resource.ts';

/** What a place has now of the sections that the policy names, and of nothing else. Lists that two kinds need are read once. */
export async function observe(
  api: Api,
  { place, sections }: Pick<Desired, 'place' | 'sections'>,
): Promise<readonly Seen[]> {
  const once = reading(api);
  return Promise.all(
    sections.map(async (section): Promise<Seen> => {
      try {
        return { section, observed: await observeSection(once, place, section) };
      } catch (error) {
        return { section, observed: [], problem: problemOf(error) };
      }
    }),
  );
}

/** What a place has now of one section, in an order that does not depend on Bitbucket’s. */
export async function observeSection(
  api: Api,
  place: Place,
  { kind, among, items }: Section,
): Promise<readonly Observed[]> {
  const names = among ?? items.map(({ key }) => key);
  // What a kind gives is JSON: its own type says only which.
  const observed = (await resourceOf(kind).observe(api, place, names)) as readonly Observed[];
  return observed.toSorted((one, other) => (one.ref < other.ref ? -1 : 1));
}

function reading(api: Api): Api {
  const answers = new Map<string, Promise<unknown>>();
  const once = <Answer>(name: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const answer = (answers.get(name) as Promise<Answer> | undefined) ?? ask();
    answers.set(name, answer);
    return answer;
  };
  return {
    get: (path, options) => once(`get ${path}`, () => api.get(path, options)),
    list: (path, options) => once(`list ${path}`, () => api.list(path, options)),
  };
}
