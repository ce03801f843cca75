import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { type Exported, exportRepository } from '../../governance/export-repository.ts';
import { asMap } from '../../governance/fields-of.ts';
import { type Found, knowing, repositoriesOf } from '../../governance/repositories.ts';
import type { Json } from '../../governance/resources/resource.ts';
import { sharedSettings } from '../../governance/shared-settings.ts';
import { reasonOf, Stop } from '../../src/error.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import { signIn } from '../govern/sign-in.ts';

/** The live settings of repositories as a policy: what all have in common is a profile. No secret is in it. */
export const governExport = command(
  ['workspace', 'repository', 'output', 'budget', 'verbose'],
  async ({ workspace, repository, output, budget, verbose, debug }, context) => {
    const name = workspace ?? context.environment.BITBUCKET_WORKSPACE;
    if (name === undefined || output === undefined) {
      throw new Stop('usage', 'Cannot export: a --workspace and an --output file are needed');
    }
    const { client } = await signIn({ budget, verbose, debug }, '', context);
    const found = await repositoriesOf(client, name, repository);
    const api = knowing(client, found);
    const exported = await Promise.all(
      found.map(({ slug }) => exportRepository(api, { is: 'repository', workspace: name, slug })),
    );
    await save(policyOf(name, found, exported), resolve(context.directory, output), output);
    const findings = exported.flatMap((each, index) => findingsOf(found[index]?.slug ?? '', each));
    return {
      exit: findings.length > 0 ? 3 : 0,
      report: report(`${found.length} repositories of ${name} are in ${output}`, {
        verdict: findings.length > 0 ? 'bad' : 'good',
        findings,
        data: { workspace: name, repositories: found.map(({ slug }) => slug), output },
      }),
    };
  },
);

function policyOf(
  workspace: string,
  found: readonly Found[],
  exported: readonly Exported[],
): string {
  const { common, rests } = sharedSettings(exported.map(({ settings }) => settings));
  const repositories = found.map(({ slug }, index) => ({
    match: slug,
    use: ['shared'],
    ...asMap(rests[index] ?? {}),
  }));
  const policy = escaped({ workspace, profiles: { shared: common }, repositories });
  return stringify(policy, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** `${` is filled in when a policy is read. */
function escaped(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (Array.isArray(value)) return value.map((each: Json) => escaped(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, escaped(each)]));
}

async function save(text: string, file: string, named: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 }).catch((cause: unknown) => {
    throw new Stop('failed', `Cannot write the policy to ${named}: ${reasonOf(cause)}`, { cause });
  });
}

function findingsOf(slug: string, { unseen }: Exported): Finding[] {
  return unseen.flatMap(({ section, problem }): Finding[] =>
    problem === undefined
      ? []
      : [
          {
            rule: problem.kind,
            severity: 'error',
            subject: `${slug} ${section.kind}`,
            message: problem.message,
          },
        ],
  );
}
