import { type Call, param } from './operation.ts';
import { permissionOn, reaches } from './permission-on.ts';
import { notFound, refuse } from './refusal.ts';
import type { Governed, Permission, Project, Repository, Workspace } from './state.ts';
import type { Token } from './token.ts';
import type { World } from './world.ts';

/** The repository of the path: 404 for whoever may not see it, 403 for whoever may do too little. */
export function repositoryOf(call: Call, needs: Permission = 'read'): Repository {
  workspaceOf(call);
  const name = param(call, 'repo_slug');
  const found = repositoryNamed(call.world, name);
  const may = found?.settled === true ? repositoryPermission(call, found) : 'none';
  if (found === undefined || may === 'none')
    throw notFound(`Repository ${param(call, 'workspace')}/${name}`);
  if (!reaches(may, needs)) throw refuse(403, `You need ${needs} access to this repository`);
  return found;
}

/** The project of the path, in the same way. */
export function projectOf(call: Call, needs: Permission = 'read'): Project {
  workspaceOf(call);
  const found = projectNamed(call.world, param(call, 'project_key'));
  const may = found === undefined ? 'none' : projectPermission(call, found);
  if (found === undefined || may === 'none')
    throw notFound(`Project ${param(call, 'project_key')}`);
  if (!reaches(may, needs)) throw refuse(403, `You need ${needs} access to this project`);
  return found;
}

/** The workspace of the path, by slug or uuid. */
export function workspaceOf(call: Call, needs: 'member' | 'owner' = 'member'): Workspace {
  const { state } = call.world;
  const name = param(call, 'workspace');
  if (name !== state.workspace.slug && name !== state.workspace.uuid)
    throw refuse(404, `No workspace with identifier '${name}'.`);
  if (needs === 'owner' && !isOwner(call))
    throw refuse(403, 'You must be an administrator of this workspace');
  return state.workspace;
}

/** Does the token act for the whole workspace, with everything its scopes allow? */
export function isOwner({ world, token }: Call): boolean {
  if (token.kind === 'access')
    return token.repositories === undefined && token.projects === undefined;
  const member = world.state.members.find(({ uuid }) => uuid === token.user);
  return member?.permission === 'owner';
}

/** What the token may do with a repository. */
export function repositoryPermission({ world, token }: Call, repository: Repository): Permission {
  const project = world.state.projects[repository.project];
  const inReach =
    isIn(token.repositories, repository.slug) && isIn(token.projects, repository.project);
  if (!inReach) return 'none';
  return permissionOfToken(
    world,
    token,
    project === undefined ? [repository] : [repository, project],
  );
}

export function repositoryNamed({ state }: World, name: string): Repository | undefined {
  if (!name.startsWith('{')) return state.repositories[name.toLowerCase()];
  return Object.values(state.repositories).find(({ uuid }) => uuid === name);
}

export function projectNamed({ state }: World, name: string): Project | undefined {
  if (!name.startsWith('{')) return state.projects[name];
  return Object.values(state.projects).find(({ uuid }) => uuid === name);
}

function projectPermission({ world, token }: Call, project: Project): Permission {
  if (token.repositories !== undefined || !isIn(token.projects, project.key)) return 'none';
  return permissionOfToken(world, token, [project]);
}

function permissionOfToken(world: World, { user }: Token, places: readonly Governed[]): Permission {
  return user === undefined ? 'admin' : permissionOn(world.state, user, ...places);
}

function isIn(list: readonly string[] | undefined, name: string): boolean {
  return list === undefined || list.includes(name);
}
