import * as z from 'zod';
import type { Api } from '../src/api.ts';
import { apiPath, withQuery } from '../src/api-path.ts';
import type { Repository } from './policy/policy.ts';
import { readAs } from './resources/read-as.ts';
import { repositoryFields } from './resources/repository.ts';

const theirs = z.object({ slug: z.string(), project: z.object({ key: z.string() }).nullish() });
/** Of thousands, only what is read later is kept. */
const fields = ['slug', 'project.key', ...repositoryFields].map((name) => `values.${name}`);

/** A repository, and what Bitbucket told of it. */
export interface Found extends Repository {
  readonly path: string;
  readonly answer: unknown;
}

/** Every repository of a workspace that can be seen, 100 in a call; or only those that are named, each by itself. */
export async function repositoriesOf(
  api: Api,
  workspace: string,
  only: readonly string[],
): Promise<readonly Found[]> {
  const answers =
    only.length === 0
      ? await api.list(withQuery(apiPath('repositories', workspace), { fields }))
      : await Promise.all(only.map((slug) => api.get(apiPath('repositories', workspace, slug))));
  return answers.map((answer) => {
    const { slug, project } = readAs(theirs, answer);
    const path = apiPath('repositories', workspace, slug);
    return { slug, project: project?.key ?? '', path, answer };
  });
}

/** An API that need not be asked again for repositories that were listed: a list has all that is read of them. */
export function knowing(api: Api, found: readonly Found[]): Api {
  const answers = new Map(found.map(({ path, answer }) => [path, answer]));
  return {
    async get(path, options) {
      if (answers.has(path)) return answers.get(path);
      const repository = path.split('/').slice(0, 3).join('/');
      return api.get(path, { ...options, placeSeen: answers.has(repository) });
    },
    list: (path, options) => api.list(path, options),
  };
}
