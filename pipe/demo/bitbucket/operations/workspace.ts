import { matchesQuery, valuesOf } from '../matches-query.ts';
import { type Call, type Operation, ok, param, W } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { permissionOn } from '../permission-on.ts';
import { isOwner, repositoryOf, workspaceOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import type { Member, Repository } from '../state.ts';
import { repositoryStub } from '../views/repository-view.ts';
import { memberNamed, userView } from '../views/user-view.ts';
import { workspaceView } from '../views/workspace-view.ts';

const { readWorkspace } = sections;

/** The workspace, its people and what they may do. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const workspace: readonly Operation[] = [
  { method: 'GET', path: W, scopes: scopes('', 'read:workspace'), answer: read },
  { method: 'GET', path: `${W}/members`, scopes: readWorkspace, answer: members },
  { method: 'GET', path: `${W}/members/{member}`, scopes: readWorkspace, answer: member },
  {
    method: 'GET',
    path: `${W}/permissions`,
    scopes: readWorkspace,
    refusesAccessTokens: true,
    answer: roles,
  },
  {
    method: 'GET',
    path: `${W}/permissions/repositories`,
    scopes: scopes('account', 'read:repository'),
    refusesAccessTokens: true,
    answer: effective,
  },
  {
    method: 'GET',
    path: `${W}/permissions/repositories/{repo_slug}`,
    scopes: sections.readRepository,
    refusesAccessTokens: true,
    answer: effectiveOfOne,
  },
];

function read(call: Call) {
  workspaceOf(call);
  return ok(workspaceView(call));
}

/** With `q=user.email IN (…)`, up to 90 addresses; only then, and only when asked for, are addresses shown. */
function members(call: Call) {
  workspaceOf(call);
  const q = call.query.get('q');
  const emails = valuesOf(q, 'user.email');
  if (emails !== undefined) checkEmails(call, emails);
  const wanted = matchesQuery(q, ['user.email', 'user.uuid', 'user.account_id']);
  const found = call.world.state.members.filter((user) => wanted({ user }));
  const view = (one: Member) =>
    membership(call, one, emails === undefined ? {} : { email: one.email });
  return paginate(call, found, view, { opaque: true, hidden: ['values.user.email'] });
}

function checkEmails(call: Call, emails: readonly string[]) {
  if (!isOwner(call)) throw refuse(403, 'Only administrators may filter members by e-mail.');
  if (emails.length > 90) throw refuse(400, 'Up to 90 addresses at a time.');
}

function member(call: Call) {
  workspaceOf(call);
  const found = memberNamed(call, param(call, 'member'));
  if (found === undefined) throw notFound('Member');
  return ok(membership(call, found, {}));
}

function membership(call: Call, one: Member, more: object) {
  return {
    type: 'workspace_membership',
    user: { ...userView(call, one), ...more },
    workspace: workspaceView(call),
  };
}

function roles(call: Call) {
  workspaceOf(call, 'owner');
  const wanted = call.world.state.members.filter(matchesQuery(call.query.get('q'), ['permission']));
  const view = (one: Member) => ({ ...membership(call, one, {}), permission: one.permission });
  return paginate(call, wanted, view);
}

function effective(call: Call) {
  workspaceOf(call, 'owner');
  return list(call, Object.values(call.world.state.repositories));
}

function effectiveOfOne(call: Call) {
  return list(call, [repositoryOf(call, 'admin')]);
}

/** The most that each person may do, not where they have it from. */
function list(call: Call, repositories: readonly Repository[]) {
  const { state } = call.world;
  const all = repositories.flatMap((repository) => {
    const project = state.projects[repository.project];
    const places = project === undefined ? [repository] : [repository, project];
    return state.members.map((one) => ({
      type: 'repository_permission',
      permission: permissionOn(state, one.uuid, ...places).replace('create-repo', 'write'),
      user: userView(call, one),
      repository: repositoryStub(call, repository),
    }));
  });
  const wanted = matchesQuery(call.query.get('q'), ['permission', 'repository.name', 'user.uuid']);
  const given = all.filter((one) => one.permission !== 'none' && wanted(one));
  return paginate(call, given, (one) => one, { opaque: true, sizeless: true });
}
