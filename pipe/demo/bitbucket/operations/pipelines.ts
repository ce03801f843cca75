import * as z from 'zod';
import { bodyOf } from '../body-of.ts';
import { type Call, type Operation, ok, R } from '../operation.ts';
import { repositoryOf } from '../place-of.ts';
import { notFound } from '../refusal.ts';
import { sections } from '../scopes.ts';
import type { Repository } from '../state.ts';
import { repositoryStub } from '../views/repository-view.ts';

const path = `${R}/pipelines_config`;
const scopes = sections.adminRepository;

/** Is Pipelines on? 404 until it was once. Last verified 2026-11-20, bbx. */
export const pipelines: readonly Operation[] = [
  { method: 'GET', path, scopes, answer: (call) => view(call, repositoryOf(call, 'admin')) },
  { method: 'PUT', path, scopes, answer: write },
];

function write(call: Call) {
  const repository = repositoryOf(call, 'admin');
  const { enabled } = bodyOf(call, z.object({ enabled: z.boolean() }));
  repository.pipelines = { enabled };
  return view(call, repository);
}

function view(call: Call, repository: Repository) {
  if (repository.pipelines === null) throw notFound('Pipelines configuration');
  return ok({
    type: 'repository_pipelines_configuration',
    enabled: repository.pipelines.enabled,
    repository: repositoryStub(call, repository),
  });
}
