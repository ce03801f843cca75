import { type Governed, type Grants, type Permission, permissions, type State } from './state.ts';

/** What somebody may do with a project or repository: the most of what they, their groups and the project give. */
export function permissionOn(
  state: State,
  user: string,
  ...places: readonly Governed[]
): Permission {
  const member = state.members.find(({ uuid }) => uuid === user);
  if (member?.permission === 'owner') return 'admin';
  const open = places.some(({ is_private }) => !is_private) ? ['read' as const] : [];
  return most([...open, ...places.flatMap(({ grants }) => granted(state, user, grants))]);
}

/** Is this at least that? */
export function reaches(has: Permission, needs: Permission): boolean {
  return permissions.indexOf(has) >= permissions.indexOf(needs);
}

/** Everybody who has been let in somewhere; a plan counts them. */
export function peopleWithAccess(state: State): ReadonlySet<string> {
  const places = [...Object.values(state.projects), ...Object.values(state.repositories)];
  const owners = state.members.filter(({ permission }) => permission === 'owner');
  return new Set([
    ...owners.map(({ uuid }) => uuid),
    ...places.flatMap(({ grants }) => Object.keys(grants.users)),
    ...places
      .flatMap(({ grants }) => Object.keys(grants.groups))
      .flatMap((slug) => membersOf(state, slug)),
  ]);
}

/** The members of a group, by uuid. */
export function membersOf(state: State, slug: string): readonly string[] {
  return state.groups.find((group) => group.slug === slug)?.members ?? [];
}

function granted(state: State, user: string, { users, groups }: Grants): readonly Permission[] {
  const own = users[user];
  const shared = Object.entries(groups).filter(([slug]) => membersOf(state, slug).includes(user));
  return [...(own === undefined ? [] : [own]), ...shared.map(([, permission]) => permission)];
}

function most(all: readonly Permission[]): Permission {
  return all.reduce((best, next) => (reaches(best, next) ? best : next), 'none');
}
