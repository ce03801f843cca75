import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { matchesQuery } from '../matches-query.ts';
import { newProject } from '../new-project.ts';
import {
  type Answer,
  type Call,
  created,
  nothing,
  type Operation,
  ok,
  P,
  param,
  W,
} from '../operation.ts';
import { paginate } from '../paginate.ts';
import { projectNamed, projectOf, workspaceOf } from '../place-of.ts';
import { badRequest, refuse } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import { projectView } from '../views/project-view.ts';

const { adminProject } = sections;
const readProject = scopes('project', 'read:project');

/** Projects. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const projects: readonly Operation[] = [
  { method: 'GET', path: `${W}/projects`, scopes: readProject, answer: list },
  { method: 'POST', path: `${W}/projects`, scopes: adminProject, answer: post },
  {
    method: 'GET',
    path: P,
    scopes: readProject,
    answer: (call) => ok(projectView(call, projectOf(call))),
  },
  { method: 'PUT', path: P, scopes: adminProject, answer: put },
  { method: 'DELETE', path: P, scopes: adminProject, answer: remove },
];

const changes = z
  .object({ name: z.string().min(1), description: z.string(), is_private: z.boolean() })
  .partial();
const body = changes.extend({
  key: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  name: z.string().min(1),
});

function list(call: Call) {
  workspaceOf(call);
  const { projects: keys } = call.token;
  const seen = Object.values(call.world.state.projects).filter(
    ({ key }) => keys === undefined || keys.includes(key),
  );
  const wanted = seen.filter(matchesQuery(call.query.get('q'), ['name', 'key', 'is_private']));
  return paginate(call, wanted, (project) => projectView(call, project));
}

function post(call: Call) {
  workspaceOf(call, 'owner');
  const { key, ...settings } = bodyOf(call, body);
  if (projectNamed(call.world, key) !== undefined)
    throw badRequest({ key: ['A project with this key already exists.'] });
  return created(projectView(call, Object.assign(newProject(call.world, key), settings)));
}

/** Creates what is not there, like the PUT of a repository. */
function put(call: Call): Answer {
  if (projectNamed(call.world, param(call, 'project_key')) === undefined) return post(call);
  const project = projectOf(call, 'admin');
  return ok(projectView(call, Object.assign(project, bodyOf(call, changes))));
}

function remove(call: Call) {
  const { key } = projectOf(call, 'admin');
  const { state } = call.world;
  if (Object.values(state.repositories).some(({ project }) => project === key))
    throw refuse(403, 'This project still contains repositories.');
  delete state.projects[key];
  return nothing;
}
