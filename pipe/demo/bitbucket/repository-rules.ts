import * as z from 'zod';
import { projectNamed } from './place-of.ts';
import { badRequest } from './refusal.ts';
import { slugify } from './slugify.ts';
import type { Repository } from './state.ts';
import type { World } from './world.ts';

/** What of a repository can be written; `has_issues` and `has_wiki` are gone since 2026-08-20 and ignored, as is all else. */
export const repositoryBody = z
  .object({
    name: z.string().min(1),
    description: z.string(),
    language: z.string(),
    is_private: z.boolean(),
    fork_policy: z.enum(['allow_forks', 'no_public_forks', 'no_forks']),
    mainbranch: z.object({ name: z.string() }),
    project: z.object({ key: z.string() }),
  })
  .partial();
export type RepositoryBody = z.infer<typeof repositoryBody>;

/** Writes what was sent. A new name means a new address. */
export function changeRepository(world: World, repository: Repository, sent: RepositoryBody): void {
  const { name, mainbranch, project, ...settings } = sent;
  const branch = mainbranch?.name;
  if (branch !== undefined && !repository.branches.some((one) => one.name === branch))
    throw badRequest({ mainbranch: [`There is no branch ${branch}.`] });
  const parent = project === undefined ? undefined : projectNamed(world, project.key);
  if (project !== undefined && parent === undefined)
    throw badRequest({ project: ['There is no such project.'] });
  if (name !== undefined) rename(world, repository, name);
  Object.assign(repository, settings);
  repository.mainbranch = branch ?? repository.mainbranch;
  repository.project = parent?.key ?? repository.project;
}

function rename({ state }: World, repository: Repository, name: string) {
  const slug = slugify(name);
  const other = state.repositories[slug];
  if (other !== undefined && other !== repository)
    throw badRequest({ name: ['A repository with this name already exists.'] });
  delete state.repositories[repository.slug];
  Object.assign(repository, { name, slug });
  state.repositories[slug] = repository;
}
