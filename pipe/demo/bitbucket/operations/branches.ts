import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { matchesQuery } from '../matches-query.ts';
import { newBranch } from '../new-branch.ts';
import { type Call, created, nothing, type Operation, ok, param, R } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound, refuse } from '../refusal.ts';
import { scopes, sections } from '../scopes.ts';
import { sorted } from '../sorted.ts';
import type { Branch, Repository } from '../state.ts';
import { repositoryStub } from '../views/repository-view.ts';

const path = `${R}/refs/branches`;
const { readRepository, writeRepository } = sections;

/** Branches, with the merge strategies that can be read here and set nowhere. Last verified 2026-11-20, bbx rule 31. */
export const branches: readonly Operation[] = [
  { method: 'GET', path, scopes: readRepository, answer: list },
  {
    method: 'POST',
    path,
    scopes: scopes('repository:write', 'read:repository write:repository'),
    answer: create,
  },
  {
    method: 'GET',
    path: `${path}/{name}`,
    scopes: readRepository,
    answer: (call) => ok(view(call, repositoryOf(call), existing(call, repositoryOf(call)))),
  },
  { method: 'DELETE', path: `${path}/{name}`, scopes: writeRepository, answer: remove },
];

function list(call: Call) {
  const repository = repositoryOf(call);
  const wanted = repository.branches.filter(matchesQuery(call.query.get('q'), ['name']));
  const order = call.query.get('sort') ?? 'name';
  return paginate(call, sorted(wanted, order), (branch) => view(call, repository, branch));
}

function create(call: Call) {
  const repository = repositoryOf(call, 'write');
  const body = z.object({ name: z.string().min(1), target: z.object({ hash: z.string().min(1) }) });
  const { name, target } = bodyOf(call, body);
  if (repository.branches.some((branch) => branch.name === name))
    throw refuse(400, `Branch "${name}" already exists.`);
  const from = repository.branches.find((branch) => branch.name === target.hash);
  const branch = newBranch(name, from?.hash ?? target.hash);
  repository.branches.push(branch);
  return created(view(call, repository, branch));
}

function remove(call: Call) {
  const repository = repositoryOf(call, 'write');
  const gone = existing(call, repository);
  if (gone.name === repository.mainbranch) throw refuse(400, 'The main branch cannot be deleted.');
  repository.branches = repository.branches.filter((branch) => branch !== gone);
  return nothing;
}

function existing(call: Call, repository: Repository): Branch {
  const found = repository.branches.find(({ name }) => name === param(call, 'name'));
  if (found === undefined) throw notFound(`Branch ${param(call, 'name')}`);
  return found;
}

function view(call: Call, repository: Repository, { hash, ...branch }: Branch) {
  const target = { type: 'commit', hash, repository: repositoryStub(call, repository) };
  return { type: 'branch', ...branch, target };
}
