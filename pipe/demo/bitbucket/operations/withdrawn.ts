import type { Operation } from '../operation.ts';
import { refuse } from '../refusal.ts';
import { scopes } from '../scopes.ts';

const paths = [
  '/2.0/workspaces',
  '/2.0/repositories',
  '/2.0/snippets',
  '/2.0/user/permissions/repositories',
  '/2.0/user/permissions/workspaces',
];

/** Lists across workspaces, which are gone. Last verified 2026-11-20, CHANGE-2770. */
export const withdrawn: readonly Operation[] = paths.map((path) => ({
  method: 'GET',
  path,
  scopes: scopes('', ''),
  answer: () => {
    const announcement_url =
      'https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770';
    throw refuse(410, 'This API is no longer available.', { data: { announcement_url } });
  },
}));
