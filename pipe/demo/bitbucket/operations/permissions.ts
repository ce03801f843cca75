import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, nothing, type Operation, ok, P, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { membersOf, peopleWithAccess } from '../permission-on.ts';
import { projectOf, repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes } from '../scopes.ts';
import type { Governed, Permission } from '../state.ts';
import { existingGroup, groupView } from '../views/group-view.ts';
import { existingMember, userWith } from '../views/user-view.ts';

type Is = 'repository' | 'project';

/** A list of grants: whose it is, how its entries are named and shown. */
interface List {
  readonly is: Is;
  readonly whose: 'users' | 'groups';
  readonly param: string;
  find(call: Call): Governed;
  /** The name inside the grants, or 404. */
  name(call: Call): string;
  view(call: Call, name: string): object;
}

const placeOf = {
  repository: (call: Call) => repositoryOf(call, 'admin'),
  project: (call: Call) => projectOf(call, 'admin'),
};

/** Who may do what; no access token may ask or tell. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81 and bbx rules 23–24. */
export const permissionsConfig: readonly Operation[] = (['repository', 'project'] as const).flatMap(
  (is) => [...operations(users(is)), ...operations(groups(is))],
);

function users(is: Is): List {
  return {
    is,
    whose: 'users',
    param: 'selected_user_id',
    find: placeOf[is],
    name: (call) => existingMember(call, param(call, 'selected_user_id')).uuid,
    view: (call, uuid) => ({ user: userWith(call, uuid) }),
  };
}

function groups(is: Is): List {
  return {
    is,
    whose: 'groups',
    param: 'group_slug',
    find: placeOf[is],
    name: (call) => existingGroup(call, param(call, 'group_slug')).slug,
    view: (call, slug) => ({ group: groupView(call, existingGroup(call, slug)) }),
  };
}

function operations(list: List): readonly Operation[] {
  const { is } = list;
  const path = `${is === 'project' ? P : R}/permissions-config/${list.whose}`;
  const one = `${path}/{${list.param}}`;
  const read = scopes(`${is}:admin`, `read:${is}`);
  const write = scopes(`${is}:admin`, `admin:${is} write:permission`);
  const drop = scopes(`${is}:admin`, `admin:${is} delete:permission`);
  const refusesAccessTokens = true;
  return [
    { method: 'GET', path, scopes: read, refusesAccessTokens, answer: (call) => all(call, list) },
    {
      method: 'GET',
      path: one,
      scopes: read,
      refusesAccessTokens,
      answer: (call) => single(call, list),
    },
    {
      method: 'PUT',
      path: one,
      scopes: write,
      refusesAccessTokens,
      answer: (call) => grant(call, list),
    },
    {
      method: 'DELETE',
      path: one,
      scopes: drop,
      refusesAccessTokens,
      answer: (call) => revoke(call, list),
    },
  ];
}

function all(call: Call, list: List) {
  const grants = Object.entries(list.find(call).grants[list.whose]);
  return paginate(call, grants, ([name, permission]) => view(call, list, name, permission), {
    sizeless: true,
  });
}

/** Somebody without a grant of their own has “none”. */
function single(call: Call, list: List) {
  const { grants } = list.find(call);
  const name = list.name(call);
  return ok(view(call, list, name, grants[list.whose][name] ?? 'none'));
}

function grant(call: Call, list: List) {
  const { grants } = list.find(call);
  const name = list.name(call);
  const choices = list.is === 'project' ? projectPermissions : repositoryPermissions;
  const { permission } = bodyOf(call, z.strictObject({ permission: choices }));
  if (list.whose === 'users') refuseOwner(call, name);
  refuseBeyondPlan(call, list.whose === 'users' ? [name] : membersOf(call.world.state, name));
  grants[list.whose][name] = permission;
  return ok(view(call, list, name, permission));
}

/** “none” is no choice: a grant is taken away by DELETE. */
const repositoryPermissions = z.enum(['read', 'write', 'admin']);
const projectPermissions = z.enum(['read', 'write', 'create-repo', 'admin']);

function revoke(call: Call, list: List) {
  const { grants } = list.find(call);
  const name = list.name(call);
  if (grants[list.whose][name] === undefined) throw notFound('Permission');
  delete grants[list.whose][name];
  return nothing;
}

function refuseOwner({ world }: Call, uuid: string) {
  const member = world.state.members.find((one) => one.uuid === uuid);
  if (member?.permission === 'owner')
    throw refuse(
      400,
      'This user is linked to this workspace and cannot be given another permission.',
    );
}

function refuseBeyondPlan({ world }: Call, newcomers: readonly string[]) {
  const people = peopleWithAccess(world.state);
  const more = newcomers.filter((uuid) => !people.has(uuid));
  if (more.length > 0 && people.size + more.length > world.userLimit)
    throw refuse(
      402,
      'You have reached your plan’s user limit and must upgrade before giving access to additional users.',
    );
}

function view(call: Call, list: List, name: string, permission: Permission) {
  const type = `${list.is}_${list.whose === 'users' ? 'user' : 'group'}_permission`;
  return { type, permission, ...list.view(call, name) };
}
