import { type Call, nothing, type Operation, ok, P, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { permissionOn } from '../permission-on.ts';
import { projectOf, repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import type { Governed } from '../state.ts';
import { existingMember, userWith } from '../views/user-view.ts';

const repository = `${R}/default-reviewers`;
const project = `${P}/default-reviewers`;
const { readReviewers, adminRepository, adminProject } = sections;
const readProject = scopes('project:admin', 'read:pullrequest');

/** Default reviewers of repositories and projects; a project’s apply to all of its repositories. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const defaultReviewers: readonly Operation[] = [
  { method: 'GET', path: repository, scopes: readReviewers, answer: list },
  {
    method: 'GET',
    path: `${R}/effective-default-reviewers`,
    scopes: readReviewers,
    answer: effective,
  },
  {
    method: 'GET',
    path: `${repository}/{target_username}`,
    scopes: readReviewers,
    answer: (call) => ok(reviewer(call, repositoryOf(call), 'target_username', 404)),
  },
  { method: 'PUT', path: `${repository}/{target_username}`, scopes: adminRepository, answer: add },
  {
    method: 'DELETE',
    path: `${repository}/{target_username}`,
    scopes: adminRepository,
    answer: (call) => remove(call, repositoryOf(call, 'admin'), 'target_username', 404),
  },
  { method: 'GET', path: project, scopes: readProject, answer: listOfProject },
  {
    method: 'GET',
    path: `${project}/{selected_user}`,
    scopes: readProject,
    answer: (call) => ok(reviewer(call, projectOf(call, 'admin'), 'selected_user', 400)),
  },
  { method: 'PUT', path: `${project}/{selected_user}`, scopes: adminProject, answer: addToProject },
  {
    method: 'DELETE',
    path: `${project}/{selected_user}`,
    scopes: adminProject,
    answer: (call) => remove(call, projectOf(call, 'admin'), 'selected_user', 400),
  },
];

function list(call: Call) {
  return paginate(call, repositoryOf(call).reviewers, (uuid) => userWith(call, uuid));
}

function listOfProject(call: Call) {
  const { reviewers } = projectOf(call, 'admin');
  return paginate(call, reviewers, (uuid) => withType(call, uuid, 'project'));
}

/** The project’s and the repository’s own, in one list. */
function effective(call: Call) {
  const { reviewers, project: key } = repositoryOf(call);
  const inherited = call.world.state.projects[key]?.reviewers ?? [];
  const all = [
    ...inherited.map((uuid) => ({ uuid, type: 'project' as const })),
    ...reviewers.map((uuid) => ({ uuid, type: 'repository' as const })),
  ];
  return paginate(call, all, ({ uuid, type }) => withType(call, uuid, type));
}

function withType(call: Call, uuid: string, reviewer_type: 'project' | 'repository') {
  return { type: 'default_reviewer', reviewer_type, user: userWith(call, uuid) };
}

/** Idempotent. “400 for a team, bot user, or user without access.” */
function add(call: Call) {
  const place = repositoryOf(call, 'admin');
  const { uuid } = existingMember(call, param(call, 'target_username'));
  const parent = call.world.state.projects[place.project];
  const places = parent === undefined ? [place] : [place, parent];
  if (permissionOn(call.world.state, uuid, ...places) === 'none')
    throw refuse(400, 'The user has no access to this repository');
  return include(call, place, uuid);
}

function addToProject(call: Call) {
  const place = projectOf(call, 'admin');
  return include(call, place, existingMember(call, param(call, 'selected_user')).uuid);
}

function include(call: Call, place: Governed, uuid: string) {
  place.reviewers = [...new Set([...place.reviewers, uuid])];
  return ok(userWith(call, uuid));
}

function remove(call: Call, place: Governed, name: string, absent: 400 | 404) {
  const { uuid: gone } = reviewer(call, place, name, absent);
  place.reviewers = place.reviewers.filter((uuid) => uuid !== gone);
  return nothing;
}

/** Somebody who is no reviewer: 404 in a repository, 400 in a project. */
function reviewer(call: Call, { reviewers }: Governed, name: string, absent: 400 | 404) {
  const { uuid } = existingMember(call, param(call, name));
  if (reviewers.includes(uuid)) return { ...userWith(call, uuid), uuid };
  throw absent === 404
    ? notFound('Default reviewer')
    : refuse(400, 'The user is not a default reviewer');
}
