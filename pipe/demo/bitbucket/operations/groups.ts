import { type Call, type Operation, ok } from '../operation.ts';
import { workspaceOf } from '../place-of.ts';
import { sections } from '../scopes.ts';
import { userWith } from '../views/user-view.ts';

/** The groups of a workspace: only the old API lists them, all at once. Last verified 2026-11-20, bbx rule 25. */
export const groups: readonly Operation[] = [
  { method: 'GET', path: '/1.0/groups/{workspace}/', scopes: sections.readWorkspace, answer: list },
];

function list(call: Call) {
  const { slug: workspace } = workspaceOf(call);
  return ok(
    call.world.state.groups.map(({ slug, name, members }) => ({
      name,
      slug,
      full_slug: `${workspace}:${slug}`,
      members: members.map((uuid) => userWith(call, uuid)),
    })),
  );
}
