import type { Call } from '../operation.ts';

/** The workspace as it stands inside other objects. */
export function workspaceView({ world, origin }: Call): object {
  const { uuid, slug, name } = world.state.workspace;
  return {
    type: 'workspace',
    uuid,
    slug,
    name,
    links: { self: { href: `${origin}/2.0/workspaces/${slug}` } },
  };
}
