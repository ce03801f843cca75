import { reasonOf } from '../src/error.ts';
import type { Ending } from './command.ts';
import type { Context } from './context.ts';
import { pipelineOf } from './environment.ts';
import { writeResults } from './write-results.ts';

/** Leaves a run’s results where people and later steps look; what cannot be left is told, and fails nothing. */
export async function leaveResults(
  ending: Ending,
  { directory, name }: { readonly directory: string; readonly name: string },
  context: Context,
): Promise<void> {
  const { emit, environment } = context;
  if (environment.CI === undefined && ending.records === undefined) return;
  await writeResults(ending, directory, context).catch((error: unknown) => {
    const message = `Cannot write the results into ${directory}: ${reasonOf(error)}`;
    emit({ type: 'noted', severity: 'warning', message });
  });
  if (ending.records !== undefined || ending.onCommit === true)
    await reportOnCommit(ending, name, context);
}

const bitbucketApi = 'https://api.bitbucket.org/2.0';

/** Outside a build, and where there is no proxy, there is no report: that is no error. */
async function reportOnCommit(
  { report }: Ending,
  name: string,
  { environment: env, emit }: Context,
) {
  const {
    BITBUCKET_WORKSPACE: workspace,
    BITBUCKET_REPO_SLUG: repository,
    BITBUCKET_COMMIT: commit,
  } = env;
  if (!(env.CI && workspace && repository && commit)) return;
  const { publishInsights } = await import('../src/io/publish-insights.ts');
  const problem = await publishInsights(report, {
    api: (env.BITBUCKET_API_URL ?? bitbucketApi).replace(/\/+$/, ''),
    workspace,
    repository,
    commit,
    id: `cutover-${name.replaceAll(' ', '-')}`,
    link: pipelineOf(env),
    token: env.BITBUCKET_ACCESS_TOKEN,
    proxy: proxyOf(env.DOCKER_HOST),
  });
  if (problem === undefined) return;
  const severity = problem.isNobodyThere ? 'note' : 'warning';
  emit({ type: 'noted', severity, message: `No report on the commit: ${problem.reason}` });
}

/** The proxy listens beside the Docker daemon. Last verified 2026-11-20, in Bitbucket’s documentation. */
function proxyOf(dockerHost = '') {
  const host = URL.canParse(dockerHost) ? new URL(dockerHost).hostname : '';
  return { host: host || 'host.docker.internal', port: 29_418 };
}
