import { isCarriedOut } from '../../governance/apply-place.ts';
import { liveSource } from '../../governance/live-source.ts';
import type { Made } from '../../governance/make-plan.ts';
import { planRestore } from '../../governance/restore/plan-restore.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { alone } from '../govern/alone.ts';
import { applyEnding } from '../govern/apply-ending.ts';
import { type Consent, carryOutChanges } from '../govern/carry-out-changes.ts';
import { type LostPlaces, lostFrom } from '../govern/lost-from.ts';
import { carriedOut, isSure, planFindings, planTables, summary } from '../govern/plan-report.ts';
import { type Session, signIn } from '../govern/sign-in.ts';

/** Makes the settings what they were: as evidence saw them, or as they were before a run of the journal. */
export const governRestore = command(
  [
    ...(['from', 'run', 'repository', 'dryRun', 'budget', 'verbose'] as const),
    ...(['yes', 'allowDeletions', 'allowLockout'] as const),
  ],
  async (options, context) => {
    const lost = await lostFrom(options, context.directory);
    const session = await signIn(options, '', context);
    const restoring = { ...session, lost, only: options.repository };
    try {
      if (options.dryRun) return planEnding(await planned(restoring), lost);
      return await alone(context, () => restored(restoring, options, context));
    } finally {
      await session.end('complete');
    }
  },
);

interface Restoring extends Session {
  readonly lost: LostPlaces;
  readonly only: readonly string[];
}

async function restored(restoring: Restoring, consent: Consent, context: Context): Promise<Ending> {
  const made = await planned(restoring);
  const deeds = await carryOutChanges(made, restoring.client, consent, context);
  const ending = applyEnding(made, deeds, context);
  const left = leftOver(made);
  if (left === 0 || ending.exit !== 0) return withDamage(ending, restoring.lost);
  const title = `${ending.report.title}; ${left} more a person must restore`;
  const told = { ...ending.report, title, verdict: 'bad' as const };
  return withDamage({ ...ending, exit: 2, report: told }, restoring.lost);
}

function planned({ client, lost, only }: Restoring): Promise<Made> {
  const places = lost.places.filter(
    ({ desired: { place } }) =>
      only.length === 0 || (place.is === 'repository' && only.includes(place.slug)),
  );
  const { look } = liveSource(client);
  return planRestore(places, { workspace: lost.workspace, look });
}

/** What cannot be restored by us: what nobody kept, what no API makes, what somebody has changed since. */
function leftOver(made: Made): number {
  const changes = made.plan.places.flatMap((place) => place.changes);
  const replaced = made.findings.filter(({ rule }) => rule === 'by-hand');
  return changes.filter((each) => !isCarriedOut(each)).length + replaced.length;
}

function planEnding(made: Made, lost: LostPlaces): Ending {
  const changes = carriedOut(made);
  const sure = isSure(made);
  const title =
    changes.length + leftOver(made) === 0
      ? `${lost.workspace}: settings are what they were`
      : `${lost.workspace}: settings are not what they were`;
  const ending: Ending = {
    exit: sure ? 0 : 3,
    report: report(title, {
      verdict: sure ? 'neutral' : 'bad',
      facts: changes.length > 0 ? [['plan', summary(changes)]] : [],
      tables: planTables(made),
      findings: planFindings(made),
      data: { plan: made.plan },
    }),
  };
  return withDamage(ending, lost);
}

function withDamage(ending: Ending, { damaged }: LostPlaces): Ending {
  const findings = damaged.map(
    (line): Finding => ({
      rule: 'damaged-journal',
      severity: 'warning',
      subject: `line ${line}`,
      message: 'this line of the journal cannot be read: a write may be missing',
    }),
  );
  const { report: told } = ending;
  return { ...ending, report: { ...told, findings: [...told.findings, ...findings] } };
}
