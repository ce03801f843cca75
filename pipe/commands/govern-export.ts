import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Exported, exportPlace } from '../../governance/export-place.ts';
import { fewAtOnce } from '../../governance/few-at-once.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { type Found, knowing, repositoriesOf } from '../../governance/repositories.ts';
import type { Json, Place } from '../../governance/resources/resource.ts';
import { writtenPolicy } from '../../governance/written-policy.ts';
import type { Api, Client } from '../../src/api.ts';
import { reasonOf, Stop } from '../../src/error.ts';
import { findIdentities } from '../../src/io/bitbucket/identities.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { policyText } from '../govern/policy-text.ts';
import { signIn } from '../govern/sign-in.ts';

/** Live settings as a policy: what most repositories have in common is a profile. No secret is in it. */
export const governExport = command(
  ['workspace', 'repository', 'output', 'budget', 'checkpoint', 'verbose'],
  async ({ workspace, repository, output, ...asking }, context) => {
    const name = workspace ?? context.environment.BITBUCKET_WORKSPACE;
    if (name === undefined || output === undefined) {
      throw new Stop('usage', 'Cannot export: a --workspace and an --output file are needed', {
        hint: 'As in: cutover govern export --workspace acme --output governance/policy.yml',
      });
    }
    // A checkpoint of a policy is none of an export.
    const about = JSON.stringify(['export', name, repository]);
    const { client, end } = await signIn(asking, about, context);
    let how: Parameters<typeof end>[0] = 'unfinished';
    try {
      const ending = await exported({ client, name, repository, output }, context);
      how = 'complete';
      return ending;
    } finally {
      await end(how);
    }
  },
);

interface Exporting {
  readonly client: Client;
  readonly name: string;
  readonly repository: readonly string[];
  readonly output: string;
}

async function exported(
  { client, name, repository, output }: Exporting,
  { directory }: Context,
): Promise<Ending> {
  const found = await repositoriesOf(client, name, repository);
  const api = knowing(client, found);
  const places = await fewAtOnce(
    placesOf(name, found, repository.length === 0),
    async (place): Promise<ExportedPlace> => ({ place, ...(await exportPlace(api, place)) }),
  );
  const policy = policyOf(name, places);
  const text = policyText(policy, await whoIsWho(client, name, policy));
  await save(text, resolve(directory, output), output);
  const isWhole = places.every(({ unseen }) => unseen.length === 0);
  return {
    exit: isWhole ? 0 : 3,
    report: report(`${found.length} repositories of ${name} are in ${output}`, {
      verdict: isWhole ? 'good' : 'bad',
      findings: places.flatMap(findingsOf),
      data: { workspace: name, repositories: found.map(({ slug }) => slug), output },
    }),
  };
}

/** Who names repositories wants these; otherwise the settings of their projects and of the workspace are told as well. */
function placesOf(workspace: string, found: readonly Found[], all: boolean): readonly Place[] {
  const keys = [...new Set(found.map(({ project }) => project))].filter((key) => key !== '');
  const above: readonly Place[] = [
    { is: 'workspace', workspace },
    ...keys.toSorted().map((project) => ({ is: 'project' as const, workspace, project })),
  ];
  const own = found.map(({ slug }) => ({ is: 'repository' as const, workspace, slug }));
  return [...(all ? above : []), ...own];
}

type ExportedPlace = Exported & { readonly place: Place };

function policyOf(workspace: string, exported: readonly ExportedPlace[]): Json {
  const own = exported.find(({ place }) => place.is === 'workspace')?.settings;
  return writtenPolicy({
    workspace,
    ...(own !== undefined && { own }),
    projects: exported.flatMap(({ place, settings }) =>
      place.is === 'project' ? [[place.project, settings] as const] : [],
    ),
    repositories: exported.flatMap(({ place, settings }) =>
      place.is === 'repository' ? [[place.slug, settings] as const] : [],
    ),
  });
}

/** Bitbucket names people by uuid only: a reader is told who they are, where that can be looked up. */
async function whoIsWho(api: Api, workspace: string, policy: Json): Promise<readonly string[]> {
  const named = JSON.stringify(policy).match(/\{[0-9a-f-]{36}\}/g) ?? [];
  const words = { workspace, users: [...new Set(named)].toSorted(), groups: [] };
  const found = await findIdentities(api, words).catch(() => undefined);
  return [...(found?.users ?? [])].map(([uuid, { name }]) => `${uuid} is ${name}`);
}

async function save(text: string, file: string, named: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 }).catch((cause: unknown) => {
    throw new Stop('failed', `Cannot write the policy to ${named}: ${reasonOf(cause)}`, { cause });
  });
}

function findingsOf({ place, unseen, leftOut }: ExportedPlace): Finding[] {
  const subject = nameOfPlace(place);
  const gaps = unseen.flatMap(({ section, problem }): Finding[] =>
    problem === undefined
      ? []
      : [
          {
            rule: problem.kind,
            severity: 'error',
            subject: `${subject} ${section.kind}`,
            message: problem.message,
            ...(problem.hint !== undefined && { hint: problem.hint }),
          },
        ],
  );
  const left = leftOut.map(
    (why): Finding => ({
      rule: 'left-out',
      severity: 'warning',
      subject,
      message: `${why}: it is not in the policy`,
    }),
  );
  return [...gaps, ...left];
}
