import * as z from 'zod';
import type { Api } from '../src/api.ts';
import { apiPath } from '../src/api-path.ts';
import type { Repository } from './policy/policy.ts';
import { readAs } from './resources/read-as.ts';

const theirs = z.object({ slug: z.string(), project: z.object({ key: z.string() }).nullish() });

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
      ? await api.list(apiPath('repositories', workspace))
      : await Promise.all(only.map((slug) => api.get(apiPath('repositories', workspace, slug))));
  return answers.map((answer) => {
    const { slug, project } = readAs(theirs, answer);
    const path = apiPath('repositories', workspace, slug);
    return { slug, project: project?.key ?? '', path, answer };
  });
}

/** An API that need not be asked again for repositories that were listed: a list has them whole. */
export function knowing(api: Api, found: readonly Found[]): Api {
  const answers = new Map(found.map(({ path, answer }) => [path, answer]));
  return {
    get: async (path, options) => (answers.has(path) ? answers.get(path) : api.get(path, options)),
    list: (path, options) => api.list(path, options),
  };
}
