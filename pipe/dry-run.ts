import { type Finding, isRefused } from '../src/release/finding.ts';
import type { Plan } from '../src/release/plan.ts';
import { planLines } from '../src/release/transcript.ts';
import { report, type Table } from '../src/reports/report.ts';
import type { Ending } from './command.ts';
import type { Reached } from './session.ts';
import { sizeOf } from './status-tables.ts';

/** A plan, printed with the state of the hosts it was made from, and not carried out. */
export function dryRun(
  plan: Plan,
  hosts: readonly Reached[],
  findings: readonly Finding[] = [],
): Ending {
  const lines = planLines(plan);
  const refused = isRefused(findings);
  const what = `${plan.action} of ${plan.build} on ${plan.target}`;
  return {
    exit: refused ? 1 : 0,
    report: report(
      refused ? `${what} would be refused` : `${what} would do this, and has touched no host`,
      {
        verdict: refused ? 'bad' : 'neutral',
        tables: [
          hostTable(hosts, plan),
          { title: '', columns: ['plan'], rows: lines.map((line) => [line]) },
        ],
        findings,
        data: { plan, lines },
      },
    ),
  };
}

function hostTable(hosts: readonly Reached[], { stages }: Plan): Table {
  const sends = new Set(
    stages
      .flatMap(({ lanes }) =>
        lanes.filter(({ steps }) => steps.some(({ does }) => does === 'upload')),
      )
      .map(({ host }) => host),
  );
  return {
    title: '',
    columns: ['host', 'live', 'free', 'to be sent'],
    rows: hosts.map(({ host, state }) => [
      host.name,
      state.live ?? '–',
      sizeOf(state.freeBytes),
      sends.has(host.name) ? 'the whole package' : 'nothing',
    ]),
  };
}
