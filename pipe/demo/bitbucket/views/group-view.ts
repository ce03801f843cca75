import type { Call } from '../operation.ts';
import { notFound } from '../refusal.ts';
import type { Group } from '../state.ts';

/** A group as it stands inside other objects. */
export function groupView({ world }: Call, { slug, name }: Group): object {
  return { type: 'group', name, slug, full_slug: `${world.state.workspace.slug}:${slug}` };
}

/** By slug, or `workspace:slug`. */
export function groupNamed({ world }: Call, name: string): Group | undefined {
  const { slug: workspace } = world.state.workspace;
  return world.state.groups.find(({ slug }) => slug === name || `${workspace}:${slug}` === name);
}

/** The same, or 404. */
export function existingGroup(call: Call, name: string): Group {
  const group = groupNamed(call, name);
  if (group === undefined) throw notFound(`Group ${name}`);
  return group;
}
