import { bodyOf } from '../body-of.ts';
import { matchesQuery } from '../matches-query.ts';
import { newRepository } from '../new-repository.ts';
import { type Answer, type Call, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import {
  projectNamed,
  repositoryNamed,
  repositoryOf,
  repositoryPermission,
  workspaceOf,
} from '../place-of.ts';
import { badRequest, refuse } from '../refusal.ts';
import { changeRepository, type RepositoryBody, repositoryBody } from '../repository-rules.ts';
import { scopes, sections } from '../scopes.ts';
import { slugify } from '../slugify.ts';
import { sorted } from '../sorted.ts';
import type { Repository } from '../state.ts';
import { repositoryView } from '../views/repository-view.ts';

const { readRepository, adminRepository } = sections;

/** Repositories: a PUT to what is not there creates it. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const repositories: readonly Operation[] = [
  { method: 'GET', path: '/2.0/repositories/{workspace}', scopes: readRepository, answer: list },
  {
    method: 'GET',
    path: R,
    scopes: readRepository,
    answer: (call) => ok(repositoryView(call, repositoryOf(call))),
  },
  { method: 'POST', path: R, scopes: adminRepository, answer: post },
  { method: 'PUT', path: R, scopes: adminRepository, answer: put },
  {
    method: 'DELETE',
    path: R,
    scopes: scopes('repository:delete', 'delete:repository'),
    answer: remove,
  },
];

const queryable = ['name', 'slug', 'full_name', 'uuid', 'project.key', 'is_private', 'language'];

function list(call: Call) {
  workspaceOf(call);
  const seen = Object.values(call.world.state.repositories).filter(
    (one) => one.settled && repositoryPermission(call, one) !== 'none',
  );
  const wanted = matchesQuery(call.query.get('q'), queryable);
  const found = seen.map((one) => repositoryView(call, one)).filter(wanted);
  return paginate(call, sorted(found, call.query.get('sort')), (one) => one);
}

function post(call: Call) {
  if (repositoryNamed(call.world, param(call, 'repo_slug')) !== undefined)
    throw refuse(400, 'Repository with this Slug and Owner already exists.');
  return ok(repositoryView(call, create(call)));
}

function put(call: Call): Answer {
  if (repositoryNamed(call.world, param(call, 'repo_slug')) === undefined)
    return { status: 201, body: repositoryView(call, create(call)) };
  const repository = repositoryOf(call, 'admin');
  const before = repository.slug;
  changeRepository(call.world, repository, bodyOf(call, repositoryBody));
  repository.updated_on = call.world.now().toISOString();
  const { origin, world } = call;
  const location = `${origin}/2.0/repositories/${world.state.workspace.slug}/${repository.slug}`;
  const body = repositoryView(call, repository);
  return repository.slug === before
    ? ok(body)
    : { status: 200, body, headers: { Location: location } };
}

/** It is not found for a moment after it was made. */
function create(call: Call): Repository {
  const { slug: workspace } = workspaceOf(call, 'owner');
  const name = param(call, 'repo_slug');
  if (name.startsWith('{'))
    throw badRequest({ name: ['A new repository cannot be named by uuid.'] });
  const sent: RepositoryBody = call.body === undefined ? {} : bodyOf(call, repositoryBody);
  const project =
    sent.project === undefined ? undefined : projectNamed(call.world, sent.project.key);
  if (sent.project !== undefined && project === undefined)
    throw badRequest({ project: [`There is no such project in ${workspace}.`] });
  const { mainbranch: _, name: __, project: ___, ...settings } = sent;
  const repository = newRepository(call.world, slugify(name), project?.key);
  changeRepository(call.world, repository, settings);
  repository.settled = false;
  call.world.later(() => {
    repository.settled = true;
  });
  return repository;
}

function remove(call: Call) {
  const { slug } = repositoryOf(call, 'admin');
  delete call.world.state.repositories[slug];
  return nothing;
}
