import * as z from 'zod';
import type { Items } from '../desired.ts';
import { ranked } from '../policy/direction.ts';
import { placePath } from './place-path.ts';
import { group, person, readAs } from './read-as.ts';
import type {
  Api,
  Change,
  Direction,
  Observed,
  Place,
  Request,
  Resource,
  Site,
} from './resource.ts';

type Permission = Items['permissions'];

const level = z.enum(['none', 'read', 'write', 'create-repo', 'admin']);
const groups = z.array(z.object({ permission: level, group }));
const users = z.array(z.object({ permission: level, user: person }));

/** Who was given what, directly. No access token may ask. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const permissions: Resource<Permission> = {
  kind: 'permissions',
  places: ['project', 'repository'],
  page: { path: 'admin', menu: 'Repository settings → Repository permissions' },
  key: ({ to, name }) => `${to}s/${name}`,
  observe: async (api, place, names) => {
    const lists = await Promise.all([
      names.includes('groups') ? groupsOf(api, place) : [],
      names.includes('users') ? usersOf(api, place) : [],
    ]);
    return lists.flat();
  },
  requests: (change, site) => [request(change, site)],
  direction,
  named: (item, names) => ({
    ...item,
    name: item.to === 'group' ? names.group(item.name) : names.user(item.name),
  }),
};

async function groupsOf(api: Api, place: Place): Promise<Observed<Permission>[]> {
  const found = readAs(groups, await api.list(placePath(place, 'permissions-config', 'groups')));
  return found.flatMap((each) => granted('group', each.group.slug, each.permission));
}

async function usersOf(api: Api, place: Place): Promise<Observed<Permission>[]> {
  const found = readAs(users, await api.list(placePath(place, 'permissions-config', 'users')));
  return found.flatMap((each) => granted('user', each.user.uuid, each.permission));
}

function granted(
  to: 'group' | 'user',
  name: string,
  permission: z.output<typeof level>,
): Observed<Permission>[] {
  return permission === 'none' ? [] : [{ ref: name, item: { to, name, permission } }];
}

/** "none" cannot be given: a permission is taken away by DELETE. */
function request(change: Change<Permission>, { place }: Site): Request {
  const { to, name } = change.action === 'delete' ? change.before : change.after;
  const path = placePath(place, 'permissions-config', `${to}s`, name);
  return change.action === 'delete'
    ? { method: 'DELETE', path }
    : { method: 'PUT', path, body: { permission: change.after.permission } };
}

const less = ranked('admin', 'create-repo', 'write', 'read', 'none');

function direction(change: Change<Permission>): Direction {
  const before = change.action === 'create' ? 'none' : change.before.permission;
  const after = change.action === 'delete' ? 'none' : change.after.permission;
  return less(before, after) === 'tightens' ? 'tightens' : 'loosens';
}
