import { resolve } from 'node:path';
import { versions } from 'node:process';
import { type EvidenceManifest, evidenceManifest } from '../../governance/evidence/evidence.ts';
import { recordingSource } from '../../governance/evidence/recording-source.ts';
import { type Withholding, withholding } from '../../governance/evidence/withholding.ts';
import { isNamedLikeSecret } from '../../governance/named-like-secret.ts';
import { variablesIn } from '../../governance/policy/variables-in.ts';
import { type Filling, fillEvidence } from '../../src/io/evidence-directory.ts';
import { sha256 } from '../../src/io/sha256.ts';
import { reports } from '../../src/reports/index.ts';
import type { Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { pipelineOf, whoOf } from '../environment.ts';
import { version } from '../version.ts';
import { derive } from './audit-evidence.ts';
import { audited } from './audited.ts';
import type { Governing } from './governing.ts';
import { manifestName, openedAt } from './open-evidence.ts';
import { whoAmI } from './who-am-i.ts';

interface Asked {
  readonly evidence: string;
  readonly repository: readonly string[];
}

/**
 * Audits, and leaves a bundle that proves it: what was asked, what was seen, what was told. What it tells is derived from
 * the bundle itself, so that it can be again.
 */
export async function writeEvidence(
  session: Governing,
  { evidence: named, repository: only }: Asked,
  context: Context,
): Promise<Ending> {
  const directory = resolve(context.directory, named);
  return fillEvidence(directory, named, (filling) =>
    fill(session, { named, only, filling }, context),
  );
}

interface Filled {
  readonly named: string;
  readonly only: readonly string[];
  readonly filling: Filling;
}

async function fill(session: Governing, filled: Filled, context: Context): Promise<Ending> {
  const { only, filling, named } = filled;
  const started = context.now();
  const { variables, salt, withhold } = secretsAside(session, context);
  const keep = async (path: string, value: unknown) => {
    await filling.write(path, `${JSON.stringify(value, undefined, 2)}\n`);
  };
  const source = recordingSource(session.source, { keep, withhold });
  await filling.write('policy.yml', session.text);
  const ending = await audited({ ...session, source, only, at: started }, context);
  const head = { ...(await headOf(session, context)), started, only: [...only], variables, salt };
  const manifest = { ...head, finished: context.now(), exit: ending.exit, files: [] };
  const read = openedAt(filling.directory, named);
  const derived = await derive({ manifest, policy: session.text, read }, context);
  await keep('findings.json', findingsOf(derived));
  await filling.write('report.html', `${reports.html(derived.report)}\n`);
  return sealed(ending, manifest, filled);
}

/** Values that may be secrets have stand-ins, wherever they turn up. */
function secretsAside({ text }: Governing, { process, nonce }: Context) {
  const salt = nonce();
  const used = Object.entries(variablesIn(text, process.environment));
  const secret = used.filter(([name]) => isNamedLikeSecret(name)).map(([, value]) => value);
  const withhold: Withholding = withholding(salt, secret);
  const variables = used.map(([name, value]): [string, string] => [
    name,
    isNamedLikeSecret(name) ? withhold.standIn(value) : value,
  ]);
  return { salt, withhold, variables: Object.fromEntries(variables) };
}

type Head = 'format' | 'run' | 'workspace' | 'by' | 'account' | 'pipeline' | 'today';

async function headOf(
  { policy, text, client, today }: Governing,
  { run, environment }: Context,
): Promise<Pick<EvidenceManifest, Head | 'versions' | 'policy'>> {
  return {
    format: 'cutover-evidence/1',
    run,
    workspace: policy.workspace,
    by: whoOf(environment),
    account: (await whoAmI(client)) ?? null,
    pipeline: pipelineOf(environment),
    today,
    versions: { cutover: await version(), node: versions.node },
    policy: { file: policy.file, sha256: sha256(text) },
  };
}

function findingsOf({ exit, report: { title, findings, data } }: Ending) {
  const { controls } = data as { readonly controls: unknown };
  return { title, exit, findings, controls };
}

async function sealed(
  ending: Ending,
  manifest: EvidenceManifest,
  { filling, named }: Filled,
): Promise<Ending> {
  const files = filling.files();
  const text = JSON.stringify(evidenceManifest.parse({ ...manifest, files }), undefined, 2);
  const { sha256: digest } = await filling.write(manifestName, `${text}\n`);
  const { report } = ending;
  const facts = [
    ...report.facts,
    ['evidence', `${named}, SHA-256 of its manifest: ${digest}`] as const,
  ];
  const data = { ...(report.data as object), evidence: { directory: named, manifest: digest } };
  return { ...ending, report: { ...report, facts, data } };
}
