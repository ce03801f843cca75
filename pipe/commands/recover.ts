import { exitCodes } from '../../src/error.ts';
import { unfinishedRuns } from '../../src/release/recovery.ts';
import { planLines } from '../../src/release/transcript.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import { type Dead, planOfRecovery } from '../plan-of-recovery.ts';
import { readTarget } from '../read-target.ts';
import { recoverRuns } from '../recover-runs.ts';
import { recoveryEnding } from '../recovery-ending.ts';
import { refuseDamaged } from '../refuse-damaged.ts';
import { onTarget, type Session } from '../session.ts';
import { underLocks } from '../under-locks.ts';
import { unreachedFindings } from '../unreached-findings.ts';

/** Ends what a run that died has begun: finishes it or takes it back on every host that can be reached, and frees its lock. */
export const recover = command(['target', 'dryRun', 'wait'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    refuseDamaged(session, session.reached);
    if (options.dryRun) return wouldRecover(session, context.run);
    const locked = session.reached.some(({ state }) => state.lock !== undefined);
    const open = session.reached.some(({ state }) => state.journal !== undefined);
    if (!locked && !open) return nothingToRecover(session);
    const recovered = await underLocks(session, context, options.wait, async (holding) => {
      const hosts = (await session.look(holding.said)).filter((each) => 'state' in each);
      return recoverRuns({ session, context, holding, hosts });
    });
    return recoveryEnding(session, recovered);
  });
});

function nothingToRecover(session: Session): Ending {
  const { name, unreached } = session;
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(titleOfNothing(session), {
      verdict: unreached.length > 0 ? 'bad' : 'good',
      findings: unreachedFindings(unreached),
      data: { target: name, recovered: [] },
    }),
  };
}

function titleOfNothing({ name, reached, unreached }: Session): string {
  if (reached.length === 0)
    return `${name}: nobody can say whether a run has died: no host answers`;
  const where = unreached.length > 0 ? 'on the hosts that answer' : 'here';
  return `${name}: no run has died ${where}`;
}

function wouldRecover(session: Session, self: string): Ending {
  const { name, reached, unreached } = session;
  const runs = unfinishedRuns(
    reached.map(({ state }) => state),
    '',
  );
  const dead = runs.map((run) => planOfRecovery(session, self, { hosts: reached, run }));
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(
      dead.length === 0
        ? `${name}: no run has left a journal`
        : `${name}: this would end ${dead.length === 1 ? 'a run' : `${dead.length} runs`}, and has touched no host`,
      {
        tables: dead.map((each) => ({
          title: titleOf(each),
          columns: ['plan'],
          rows: planLines(each.plan).map((line) => [line]),
        })),
        findings: unreachedFindings(unreached),
        data: {
          target: name,
          runs: dead.map(({ run, verdict, plan }) => ({ run, verdict, plan })),
        },
      },
    ),
  };
}

function titleOf({ run, intent, verdict }: Dead): string {
  return `Run ${run} of ${intent.by}, ${intent.action} of ${intent.goal.build}, in ${verdict.phase}: ${verdict.because}`;
}
