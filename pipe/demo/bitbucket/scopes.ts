/** What an operation asks of OAuth and access tokens, and of API tokens; all of a list are needed. */
export interface Scopes {
  readonly oauth: readonly string[];
  readonly api: readonly string[];
}

/** Both lists as words; the suffix of API token scopes is added. */
export function scopes(oauth: string, api: string): Scopes {
  return { oauth: words(oauth), api: words(api).map((word) => `${word}:bitbucket`) };
}

/** The scopes of whole sections. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81. */
export const sections = {
  readRepository: scopes('repository', 'read:repository'),
  writeRepository: scopes('repository:write', 'write:repository'),
  adminRepository: scopes('repository:admin', 'admin:repository'),
  readReviewers: scopes('pullrequest', 'read:pullrequest'),
  readPipeline: scopes('pipeline', 'read:pipeline'),
  writeVariable: scopes('pipeline:variable', 'admin:pipeline'),
  adminProject: scopes('project:admin', 'admin:project'),
  readWorkspace: scopes('account', 'read:workspace'),
} as const;

/**
 * Every scope that OAuth scopes bring along. Scopes of API tokens bring nothing, and `repository:admin` and
 * `project:admin` do not bring the reading scopes.
 * Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81; for `pipeline:*` that is deduced from the names.
 */
const implied: Readonly<Record<string, readonly string[]>> = {
  'repository:write': ['repository'],
  pullrequest: ['repository'],
  'pullrequest:write': ['pullrequest', 'repository:write', 'repository'],
  project: ['repository'],
  'pipeline:write': ['pipeline'],
  'pipeline:variable': ['pipeline:write', 'pipeline'],
  'runner:write': ['runner'],
};

/** The scopes that are needed and not granted. */
export function missingScopes(
  needed: readonly string[],
  granted: readonly string[],
): readonly string[] {
  const all = new Set(granted.flatMap((scope) => [scope, ...(implied[scope] ?? [])]));
  return needed.filter((scope) => !all.has(scope));
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
