import * as z from 'zod';
import { apiPath } from '../../src/api-path.ts';
import type { RepositorySettings } from '../desired.ts';
import { ranked } from '../policy/direction.ts';
import { becoming } from './only-one.ts';
import { placePath } from './place-path.ts';
import { readAs } from './read-as.ts';
import type { Change, Direction, Request, Resource, Site } from './resource.ts';

const theirs = z.object({
  uuid: z.string(),
  is_private: z.boolean(),
  fork_policy: z.enum(['allow_forks', 'no_public_forks', 'no_forks']),
  mainbranch: z.object({ name: z.string() }).nullish(),
  description: z.string().nullish(),
  language: z.string().nullish(),
});

/** What of an answer is read here. */
export const repositoryFields = [
  ...Object.keys(theirs.omit({ mainbranch: true }).shape),
  'mainbranch.name',
];

/** What a repository is. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const repository: Resource<RepositorySettings> = {
  kind: 'repository',
  places: ['repository'],
  single: true,
  page: { path: 'admin', menu: 'Repository settings' },
  key: () => 'repository',
  observe: async (api, place) => {
    const found = readAs(theirs, await api.get(placePath(place)));
    const item = {
      private: found.is_private,
      forkPolicy: found.fork_policy,
      mainBranch: found.mainbranch?.name ?? '',
      description: found.description ?? '',
      language: found.language ?? '',
    };
    return [{ ref: found.uuid, item }];
  },
  requests: (change, site) => [request(change, site)],
  direction,
};

/** By uuid and without a name: a PUT to a name that is gone would make a repository. */
function request(change: Change<RepositorySettings>, { place }: Site): Request {
  const after = becoming(change);
  const before = change.action === 'update' ? change.before : {};
  const changed = <Name extends keyof RepositorySettings>(name: Name) =>
    after[name] !== undefined && after[name] !== before[name];
  const ref = change.action === 'update' ? change.ref : '';
  return {
    method: 'PUT',
    path: apiPath('repositories', place.workspace, ref),
    body: {
      ...(changed('private') && { is_private: after.private }),
      ...(changed('forkPolicy') && { fork_policy: after.forkPolicy }),
      ...(changed('mainBranch') && { mainbranch: { name: after.mainBranch } }),
      ...(changed('description') && { description: after.description }),
      ...(changed('language') && { language: after.language }),
    },
  };
}

const forks = ranked('allow_forks', 'no_public_forks', 'no_forks');
const visibility = ranked(false, true);

function direction(change: Change<RepositorySettings>): Direction {
  if (change.action !== 'update') return 'neither';
  const { before, after } = change;
  const turns = [
    visibility(before.private ?? false, after.private ?? false),
    forks(before.forkPolicy ?? '', after.forkPolicy ?? ''),
  ];
  if (turns.includes('loosens')) return 'loosens';
  return turns.includes('tightens') ? 'tightens' : 'neither';
}
