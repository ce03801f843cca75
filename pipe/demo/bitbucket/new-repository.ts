import { newModel } from './new-model.ts';
import type { Repository } from './state.ts';
import { newUuid, type World } from './world.ts';

/** Adds an empty repository, in the oldest project when none is named, with what Bitbucket sets by itself. */
export function newRepository(world: World, slug: string, project?: string): Repository {
  const { state } = world;
  const now = world.now().toISOString();
  const repository: Repository = {
    uuid: newUuid(state),
    slug,
    name: slug,
    description: '',
    language: '',
    is_private: true,
    fork_policy: 'allow_forks',
    mainbranch: null,
    project: project ?? Object.keys(state.projects)[0] ?? '',
    created_on: now,
    updated_on: now,
    settled: true,
    ...noSettings(),
  };
  state.repositories[slug] = repository;
  return repository;
}

function noSettings() {
  return {
    grants: { users: {}, groups: {} },
    reviewers: [],
    model: newModel(),
    inherits: { branching_model: true, default_merge_strategy: true },
    deployKeys: [],
    branches: [],
    restrictions: [],
    environments: [],
    pipelines: null,
    variables: [],
    schedules: [],
    keyPair: null,
    knownHosts: [],
    hooks: [],
    reports: [],
  };
}
