import { type Finding, isRefused } from '../src/release/finding.ts';
import type { Plan } from '../src/release/plan.ts';
import { planLines } from '../src/release/transcript.ts';
import { report } from '../src/reports/report.ts';
import type { Ending } from './command.ts';

/** A plan, printed and not carried out. */
export function dryRun(plan: Plan, findings: readonly Finding[]): Ending {
  const lines = planLines(plan);
  const refused = isRefused(findings);
  const what = `${plan.action} of ${plan.build} on ${plan.target}`;
  return {
    exit: refused ? 1 : 0,
    report: report(
      refused ? `${what} would be refused` : `${what} would do this, and has done nothing`,
      {
        verdict: refused ? 'bad' : 'neutral',
        tables: [{ title: '', columns: ['plan'], rows: lines.map((line) => [line]) }],
        findings,
        data: { plan, lines },
      },
    ),
  };
}
