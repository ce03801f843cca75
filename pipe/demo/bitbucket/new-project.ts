import { newModel } from './new-model.ts';
import type { Project } from './state.ts';
import { newUuid, type World } from './world.ts';

/** Adds a private project that has nothing. */
export function newProject(world: Pick<World, 'state' | 'now'>, key: string, name = key): Project {
  const project: Project = {
    uuid: newUuid(world.state),
    key,
    name,
    description: '',
    is_private: true,
    created_on: world.now().toISOString(),
    grants: { users: {}, groups: {} },
    reviewers: [],
    model: newModel(),
    deployKeys: [],
  };
  world.state.projects[key] = project;
  return project;
}
