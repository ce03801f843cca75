import * as z from 'zod';
import type { Items } from '../desired.ts';
import { placePath } from './place-path.ts';
import { person, readAs } from './read-as.ts';
import type { Api, Observed, Place, Resource } from './resource.ts';

type Reviewer = Items['defaultReviewers'];

const theirs = z.array(z.object({ reviewer_type: z.string().optional(), user: person }));

/** Default reviewers; those of the project count in its repositories and cannot be taken away there. */
export const defaultReviewers: Resource<Reviewer> = {
  kind: 'defaultReviewers',
  places: ['project', 'repository'],
  page: { path: 'admin/default-reviewers', menu: 'Repository settings → Default reviewers' },
  key: ({ user }) => user,
  observe,
  requests: (change, { place }) => {
    const user = change.action === 'delete' ? change.ref : change.after.user;
    const path = placePath(place, 'default-reviewers', user);
    // A body, even an empty one, can be refused. Last verified 2026-11-20, DrF client.go.
    return [{ method: change.action === 'delete' ? 'DELETE' : 'PUT', path }];
  },
  // More people whose approval counts; and whoever is new must have been let in before.
  direction: ({ action }) => (action === 'delete' ? 'tightens' : 'loosens'),
  named: ({ user }, names) => ({ user: names.user(user) }),
};

async function observe(api: Api, place: Place): Promise<readonly Observed<Reviewer>[]> {
  const list = place.is === 'repository' ? 'effective-default-reviewers' : 'default-reviewers';
  const found = readAs(theirs, await api.list(placePath(place, list)));
  const own = found.filter((each) => !isInherited(each.reviewer_type, place));
  const inherited = found.filter(
    ({ user, reviewer_type }) =>
      isInherited(reviewer_type, place) && !own.some((each) => each.user.uuid === user.uuid),
  );
  return [
    ...own.map(({ user: { uuid } }) => ({ ref: uuid, item: { user: uuid } })),
    ...inherited.map(({ user: { uuid } }) => ({
      ref: uuid,
      item: { user: uuid },
      inherited: true as const,
    })),
  ];
}

function isInherited(type: string | undefined, place: Place): boolean {
  return place.is === 'repository' && type === 'project';
}
