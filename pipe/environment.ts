import * as z from 'zod';
import { duration } from '../src/duration.ts';
import { Stop } from '../src/error.ts';
import { Secret } from '../src/secret.ts';

const optional = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));
const secret = optional.transform((value) => (value === undefined ? undefined : new Secret(value)));

/** Seconds; whoever writes something else is told so. */
function reconnect(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const { data, error } = duration.safeParse(value);
  if (error === undefined) return data;
  throw new Stop('usage', `Cannot read SSH_RECONNECT: "${value}" is no duration`, {
    hint: 'Write a whole number and s, m or h, as in "90s"',
  });
}

/** What the environment tells of the build, the user and the keys. Source: Bitbucket’s variables, 2026-11-20. */
export const environment = z
  .object({
    CI: optional,
    HOME: z.string().default('/'),
    USER: optional,
    NO_COLOR: optional,
    SSH_AUTH_SOCK: optional,
    SSH_KEY: secret,
    SSH_USER: optional,
    KNOWN_HOSTS: optional,
    SSH_RECONNECT: optional.transform(reconnect),
    BITBUCKET_SSH_KEY_FILE: optional,
    BITBUCKET_ACCESS_TOKEN: secret,
    BITBUCKET_EMAIL: optional,
    BITBUCKET_API_TOKEN: secret,
    BITBUCKET_OAUTH_CLIENT_ID: optional,
    BITBUCKET_OAUTH_CLIENT_SECRET: secret,
    BITBUCKET_USERNAME: optional,
    BITBUCKET_APP_PASSWORD: secret,
    BITBUCKET_API_URL: optional,
    BITBUCKET_BRANCH: optional,
    BITBUCKET_TAG: optional,
    BITBUCKET_COMMIT: optional,
    BITBUCKET_BUILD_NUMBER: optional,
    BITBUCKET_WORKSPACE: optional,
    BITBUCKET_REPO_SLUG: optional,
    BITBUCKET_STEP_UUID: optional,
    BITBUCKET_STEP_TRIGGERER_UUID: optional,
    BITBUCKET_PIPELINES_VARIABLES_PATH: optional,
    DOCKER_HOST: optional,
  })
  .readonly();
export type Environment = z.output<typeof environment>;

/** The link of the build’s page; empty outside Bitbucket Pipelines. */
export function pipelineOf(env: Environment): string {
  const { BITBUCKET_WORKSPACE, BITBUCKET_REPO_SLUG, BITBUCKET_BUILD_NUMBER } = env;
  if (!(BITBUCKET_WORKSPACE && BITBUCKET_REPO_SLUG && BITBUCKET_BUILD_NUMBER)) return '';
  return `https://bitbucket.org/${BITBUCKET_WORKSPACE}/${BITBUCKET_REPO_SLUG}/pipelines/results/${BITBUCKET_BUILD_NUMBER}`;
}

/** Who runs this: the person who started the step, or the user of this machine. */
export function whoOf(env: Environment): string {
  return env.BITBUCKET_STEP_TRIGGERER_UUID ?? env.USER ?? 'unknown';
}
