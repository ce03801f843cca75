import * as z from 'zod';
import { duration } from '../src/duration.ts';
import type { Budget } from '../src/io/bitbucket/budget.ts';
import { buildName } from '../src/release/manifest.ts';
import { formats } from '../src/reports/index.ts';
import { adoptionNames } from '../src/strategies/adoptions/index.ts';

const flag = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  case: 'sensitive',
  error: 'is "true" or "false"',
});
const word = z.string().min(1, { error: 'is empty' });

/**
 * Every option of every command. `dryRun` is `--dry-run` on a command line and the pipe variable `DRY_RUN`; the README’s
 * table and pipe.yml are checked against this.
 */
export const variables = {
  config: word.default('cutover.yml').describe('The config file'),
  target: word.optional().describe('The target of the config; needed when it has several'),
  build: buildName
    .optional()
    .describe('The build to activate, pin or prune; for activate, the one packed for the commit'),
  to: buildName
    .optional()
    .describe('The build to roll back to; what was live before on each host, if not given'),
  from: word
    .optional()
    .describe(
      `What \`adopt\` takes over: ${adoptionNames.join(', ')}; or the evidence or journal that \`govern audit\` and \`govern restore\` read`,
    ),
  version: word.optional().describe('The version to pack, with `package.version: given`'),
  reason: word.optional().describe('Why: kept in the records'),
  store: word.default('.cutover/store').describe('The directory of packages'),
  results: word.default('.cutover/results').describe('Where result files are written'),
  format: z
    .enum(formats, { error: `is one of ${formats.join(', ')}` })
    .default('text')
    .describe(`How to report: ${formats.join(', ')}`),
  dryRun: flag
    .default(false)
    .describe('Print the plan against the real state of hosts or settings, and do nothing'),
  full: flag
    .default(false)
    .describe(
      'For status, also list every release; for drift, read every content, as it does anyway',
    ),
  quick: flag
    .default(false)
    .describe('For drift: go by sizes, modes, times and link texts, and read no content'),
  verify: z
    .enum(['quick', 'full'], { error: 'is "quick" or "full"' })
    .default('quick')
    .describe('`full`: what a host links of an earlier release is read again, not only looked at'),
  check: flag.default(false).describe('Verify the chain of the records'),
  remove: flag.default(false).describe('Take a pin away'),
  limit: z.coerce
    .number({ error: 'is a whole number from 1' })
    .int()
    .min(1)
    .default(20)
    .describe('How many lines of history'),
  // Not `host`: some shells export HOST.
  only: z
    .array(word)
    .default([])
    .describe('Only these hosts of the target, for commands that only look'),
  policy: word.default('governance/policy.yml').describe('The policy of Bitbucket settings'),
  repository: z
    .array(word)
    .default([])
    .describe('Only these repositories of the policy, by slug; all of the workspace, if not given'),
  control: word
    .optional()
    .describe(
      'What to explain, or which secured variables to rotate: `branches/main`, `variables/DEPLOY_KEY`',
    ),
  evidence: word
    .optional()
    .describe('A new directory for what the audit saw and told, to be checked again later'),
  run: word.optional().describe('The run whose writes `govern restore` takes back'),
  output: word
    .optional()
    .describe('A file for the plan, for `govern apply --plan`; or for the exported policy'),
  workspace: word.optional().describe('The workspace to export; the build’s own, if not given'),
  budget: z
    .string()
    .regex(/^[1-9][0-9]*\/h$/, { error: 'is a number of requests an hour, as in "900/h"' })
    .transform((text): Budget => ({ requests: Number.parseInt(text, 10), per: 'hour' }))
    .optional()
    .describe(
      'How many requests an hour to make at most: `900/h`; when they are used up the run waits, or stops with `--checkpoint`',
    ),
  checkpoint: word
    .optional()
    .describe(
      'A file that keeps what Bitbucket answered: a run stops when its hour is used up, and goes on there when it is repeated',
    ),
  verbose: flag.default(false).describe('Also print every request to Bitbucket'),
  plan: word.optional().describe('Apply only if it is still exactly this plan'),
  yes: flag.default(false).describe('Apply without being asked'),
  allowDeletions: flag.default(false).describe('Apply even if much is removed'),
  allowLockout: flag.default(false).describe('Apply even if it takes your own admin rights'),
  exitCode: flag.default(false).describe('End with 2 if something must change'),
  wait: z
    .union([z.literal('0s').transform(() => 0), duration])
    .default(0)
    .describe('How long to wait for a run that holds the lock of the target: `15m`'),
  timings: flag
    .default(false)
    .describe('Print what each phase took on each host: seconds, round trips, bytes'),
  debug: flag
    .default(false)
    .describe('Also print every step and its shell text, and every request to Bitbucket'),
} as const;
export type VariableName = keyof typeof variables;

/** Where secrets and keys come from. Only from the environment, never from a command line. */
export const secretVariables = {
  SSH_KEY:
    'The private key, base64; without it Bitbucket’s own key pair, or the agent and `~/.ssh`',
  SSH_USER: 'Who logs in where the host in the config does not say it',
  KNOWN_HOSTS: 'A known_hosts file to read before the usual ones',
  SSH_RECONNECT:
    'How long a host is waited for whose connection was lost: `90s`; a minute if not given',
  BITBUCKET_ACCESS_TOKEN:
    'For Bitbucket’s settings, and for the Code Insights report outside Bitbucket Pipelines',
  BITBUCKET_EMAIL:
    'For Bitbucket’s settings, with an API token: the e-mail of its Atlassian account',
  BITBUCKET_API_TOKEN:
    'For Bitbucket’s settings: an API token; permissions and deploy keys need one',
  BITBUCKET_OAUTH_CLIENT_ID: 'For Bitbucket’s settings, with a private OAuth consumer: its key',
  BITBUCKET_OAUTH_CLIENT_SECRET: 'For Bitbucket’s settings: the secret of the OAuth consumer',
} as const;
