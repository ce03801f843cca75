import { exitCodes } from '../src/error.ts';
import { type Timings, timingColumns, timingRows } from '../src/observers/timings.ts';
import type { Finding } from '../src/release/finding.ts';
import type { Outcome } from '../src/release/record.ts';
import { report, type Table } from '../src/reports/report.ts';
import type { Running } from './carry-out.ts';
import type { Ending } from './command.ts';

/** What came of a run. */
export interface Came {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly live: ReadonlyMap<string, string | null | undefined>;
  /** Hosts that failed and were left as they were, while the others went on. */
  readonly behind: readonly string[];
  /** The records’ lines, one for each host. */
  readonly lines: readonly string[];
}

const exits: Readonly<Record<Outcome, number>> = {
  activated: 0,
  unchanged: 0,
  failed: exitCodes.failed,
  'rolled-back': exitCodes['rolled-back'],
  split: exitCodes.split,
};

/** A run’s report, exit code and results. */
export function endingOf(running: Running, came: Came): Ending {
  const { context, hosts, plan } = running;
  const { outcome, lines } = came;
  const exit = exits[outcome];
  const rows = hosts.map(({ host, state }) => {
    const now = came.live.get(host.name);
    return [host.name, now === null ? 'unknown' : (now ?? '–'), state.live ?? '–'];
  });
  return {
    exit,
    report: report(titleOf(came, running), {
      verdict: exit === 0 ? 'good' : 'bad',
      facts: [['run', context.run]],
      tables: [
        { title: '', columns: ['host', 'live', 'before'], rows },
        ...(context.showTimings ? [timingTable(context.timings)] : []),
      ],
      checks: context.deeds.checks,
      findings: findingsOf(running, came),
      data: dataOf(running, came),
    }),
    records: lines,
    results: {
      CUTOVER_OUTCOME: outcome,
      CUTOVER_RUN: context.run,
      CUTOVER_TARGET: plan.target,
      CUTOVER_BUILD: plan.build,
      CUTOVER_PREVIOUS: hosts[0]?.state.live ?? '',
    },
  };
}

function timingTable(timings: Timings): Table {
  return { title: 'Timings', columns: timingColumns, rows: timingRows(timings) };
}

function findingsOf({ context, plan, hosts }: Running, { outcome, reason }: Came): Finding[] {
  const subject = plan.target;
  const hint = outcome === 'split' ? { hint: endSplit(hosts) } : {};
  const failed: Finding[] =
    reason === '' ? [] : [{ rule: outcome, severity: 'error', subject, message: reason, ...hint }];
  const notes = context.deeds.notes.map(
    (message): Finding => ({ rule: 'note', severity: 'warning', subject, message }),
  );
  return [...failed, ...notes];
}

/** The command that brings hosts together that are apart. */
function endSplit(hosts: Running['hosts']): string {
  const before = [...new Set(hosts.map(({ state }) => state.live))];
  const [build] = before;
  return before.length === 1 && build !== undefined
    ? `when every host can be reached: cutover rollback --to ${build}`
    : 'look with "cutover status", then activate a build on all of them';
}

function dataOf({ context, hosts, plan, request }: Running, { outcome, reason, live }: Came) {
  return {
    action: request.action,
    outcome,
    run: context.run,
    target: plan.target,
    build: plan.build,
    reason,
    timings: Object.fromEntries(context.timings),
    hosts: hosts.map(({ host, state }) => {
      const now = live.get(host.name);
      return {
        host: host.name,
        live: now ?? null,
        unknown: now === null,
        before: state.live ?? null,
      };
    }),
  };
}

function titleOf({ outcome, behind }: Came, { plan, hosts, request }: Running): string {
  const where = `${plan.target} (${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'})`;
  switch (outcome) {
    case 'activated':
      return `${plan.build} is live on ${where}`;
    case 'unchanged':
      return `${request.action} of ${plan.build} passed on ${where}: what is live was not touched`;
    case 'failed':
      return `${request.action} of ${plan.build} failed on ${where}: what is live was not touched`;
    case 'rolled-back':
      return `${request.action} of ${plan.build} failed on ${where}: every host is back to what it had`;
    case 'split':
      if (behind.length > 0)
        return `${plan.build} is live on ${plan.target}, but not on ${behind.join(', ')}`;
      return `${request.action} of ${plan.build} failed on ${where}, and not everything could be taken back`;
  }
}
