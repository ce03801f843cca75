import { join } from 'node:path';
import { evidenceFindings } from '../../governance/evidence/evidence.ts';
import { evidenceSource } from '../../governance/evidence/evidence-source.ts';
import { withholding } from '../../governance/evidence/withholding.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import { Stop } from '../../src/error.ts';
import { digestAt, type Tampering, tamperings } from '../../src/io/evidence-directory.ts';
import { type Finding, lineOfFinding } from '../../src/release/finding.ts';
import type { Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { audited } from './audited.ts';
import { type Bundle, manifestName, openEvidence } from './open-evidence.ts';

/**
 * Checks a bundle without asking anybody: is every file what its digest says, and do policy and live state in it give
 * what the audit told? Its own exit code where it is whole, 1 where it is not.
 */
export async function auditEvidence(named: string, context: Context): Promise<Ending> {
  const bundle = await openEvidence(named, context.directory);
  const { directory, manifest } = bundle;
  const changed = await tamperings(directory, manifest.files, manifestName);
  const ending = await derive(bundle, context).catch((error: unknown) => {
    throw notDerived(error, named, changed);
  });
  const told = await bundle.read('findings.json', evidenceFindings);
  const findings = [...changed.map(tamperingFinding), ...differences(told, ending)];
  const isWhole = findings.length === 0;
  const { sha256 } = await digestAt(join(directory, manifestName));
  const { report, exit } = ending;
  const from = `Evidence of ${manifest.finished.replace(/\.\d+Z$/, 'Z')} by ${manifest.by}`;
  return {
    exit: isWhole ? exit : 1,
    report: {
      ...report,
      title: isWhole
        ? `${from}: ${report.title}`
        : `The evidence "${named}" is not as it was written`,
      verdict: isWhole ? report.verdict : 'bad',
      facts: [['evidence', `${named}, SHA-256 of its manifest: ${sha256}`], ...report.facts],
      findings: [...findings, ...report.findings],
      data: { ...(report.data as object), evidence: { manifest: sha256, isWhole, changed } },
    },
  };
}

/** What the audit must have told, from the bundle alone. */
export async function derive(
  { manifest, read, policy: text }: Pick<Bundle, 'manifest' | 'read' | 'policy'>,
  context: Context,
): Promise<Ending> {
  const { policy, variables, salt, today, only, finished: at } = manifest;
  return audited(
    {
      policy: parsePolicy(policy.file, text, variables),
      text,
      source: evidenceSource(read, withholding(salt, [])),
      today,
      only,
      at,
    },
    // Nobody is asked: there is nothing to wait for, and nothing to tell meanwhile.
    { ...context, emit: () => undefined },
  );
}

/** What was changed may no longer be read at all. */
function notDerived(cause: unknown, named: string, changed: readonly Tampering[]): unknown {
  if (!(cause instanceof Stop)) return cause;
  const lines = changed.map((each) => lineOfFinding(tamperingFinding(each)));
  const title = `The evidence "${named}" is not as it was written: nothing can be derived from it`;
  return new Stop('failed', title, {
    cause,
    details: [...lines, cause.message, ...cause.details],
    hint: 'Use the copy that was kept',
  });
}

const sentences: Readonly<Record<Tampering['how'], string>> = {
  changed: 'its content is not what its digest in the manifest says',
  missing: 'it is in the manifest, and not there',
  added: 'it is there, and not in the manifest',
};

function tamperingFinding({ path, how }: Tampering): Finding {
  return { rule: `evidence-${how}`, severity: 'error', subject: path, message: sentences[how] };
}

type Told = { readonly controls: readonly Row[] } | undefined;
type Row = { readonly place: Parameters<typeof nameOfPlace>[0] } & {
  readonly control: string;
  readonly coverage: string;
  readonly change?: unknown;
};

/** Where `findings.json` says something else of a control than policy and live state do. */
function differences(told: Told, { report }: Ending): readonly Finding[] {
  const said = rowsOf(told?.controls ?? []);
  const derived = rowsOf((report.data as { readonly controls: readonly Row[] }).controls);
  const names = [...new Set([...said.keys(), ...derived.keys()])];
  return names
    .filter((name) => said.get(name)?.text !== derived.get(name)?.text)
    .map((name) => ({
      rule: 'evidence-differs',
      severity: 'error',
      subject: name,
      message: `findings.json says "${said.get(name)?.coverage ?? 'nothing'}", policy and live state say "${derived.get(name)?.coverage ?? 'nothing'}"`,
    }));
}

function rowsOf(controls: readonly Row[]) {
  return new Map(
    controls.map(({ place, control, coverage, change }) => [
      `${nameOfPlace(place)} ${control}`,
      { coverage, text: JSON.stringify([coverage, change ?? null]) },
    ]),
  );
}
