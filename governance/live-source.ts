import type { Api } from '../src/api.ts';
import { findIdentities } from '../src/io/bitbucket/identities.ts';
import { observe } from './observe.ts';
import { problemOf } from './problem-of.ts';
import { knowing, repositoriesOf } from './repositories.ts';
import type { KnownPeople, Source, WantedPeople } from './source.ts';

/** The facts as Bitbucket has them now. */
export function liveSource(api: Api): Source {
  let informed = api;
  return {
    async repositories(workspace, only) {
      const found = await repositoriesOf(api, workspace, only);
      informed = knowing(api, found);
      return found;
    },
    people: (names) => peopleOf(api, names),
    look: (desired) => observe(informed, desired),
  };
}

async function peopleOf(api: Api, names: WantedPeople): Promise<KnownPeople> {
  try {
    const { users, groups, groupsProblem } = await findIdentities(api, names);
    const slugs = names.groups.flatMap((name) => {
      const slug = groups.get(name)?.slug ?? (groupsProblem === undefined ? undefined : name);
      return slug === undefined ? [] : [[name, slug] as const];
    });
    return {
      users: Object.fromEntries([...users].map(([name, { uuid }]) => [name, uuid])),
      groups: Object.fromEntries(slugs),
    };
  } catch (error) {
    return { users: {}, groups: {}, problem: problemOf(error) };
  }
}
