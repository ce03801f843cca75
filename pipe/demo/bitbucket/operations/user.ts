import { type Call, type Operation, ok } from '../operation.ts';
import { paginate } from '../paginate.ts';
import { isOwner } from '../place-of.ts';
import { refuse } from '../refusal.ts';
import { scopes } from '../scopes.ts';
import { userWith } from '../views/user-view.ts';
import { workspaceView } from '../views/workspace-view.ts';

/** Who am I, and where? Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const user: readonly Operation[] = [
  {
    method: 'GET',
    path: '/2.0/user',
    scopes: scopes('account', 'read:user'),
    refusesAccessTokens: true,
    answer: (call) => ok(userWith(call, whose(call))),
  },
  {
    method: 'GET',
    path: '/2.0/user/workspaces',
    scopes: scopes('account', 'read:workspace'),
    refusesAccessTokens: true,
    answer: workspaces,
  },
];

function whose({ token }: Call): string {
  if (token.user === undefined) throw refuse(403, 'This token belongs to nobody.');
  return token.user;
}

function workspaces(call: Call) {
  const access = {
    type: 'workspace_access',
    administrator: isOwner(call),
    workspace: { ...workspaceView(call), type: 'workspace_base' },
  };
  return paginate(call, [access], (one) => one);
}
