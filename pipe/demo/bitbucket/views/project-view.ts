import type { Call } from '../operation.ts';
import type { Project } from '../state.ts';
import { workspaceView } from './workspace-view.ts';

/** A project, whole. */
export function projectView(call: Call, project: Project): object {
  const { description, is_private, created_on } = project;
  return {
    ...projectStub(call, project),
    description,
    is_private,
    created_on,
    updated_on: created_on,
    workspace: workspaceView(call),
  };
}

/** A project as it stands inside other objects. */
export function projectStub({ world }: Call, { uuid, key, name }: Project): object {
  const html = `https://bitbucket.org/${world.state.workspace.slug}/workspace/projects/${key}`;
  return { type: 'project', uuid, key, name, links: { html: { href: html } } };
}
