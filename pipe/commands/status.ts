import { exitCodes } from '../../src/error.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import { type Looked, lookCloser } from '../look-closer.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached, type Session } from '../session.ts';
import { releaseTable, statusRow, statusTable } from '../status-tables.ts';
import { unreachedFindings } from '../unreached-findings.ts';

/** What is live on each host, since when and by whom. */
export const status = command(['target', 'only', 'full'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    const { reached, at } = session;
    const looked = await Promise.all(reached.map((host) => lookCloser(host, at, 'quick')));
    return tell(session, options.full, looked);
  });
});

function tell(session: Session, full: boolean, looked: readonly Looked[]): Ending {
  const { name, reached, unreached } = session;
  const rows = reached.map(statusRow);
  const builds = [...new Set(rows.map(({ live }) => live ?? 'nothing'))];
  const agree = builds.length <= 1 && unreached.length === 0;
  const findings = [...findingsOf(session, builds), ...looked.flatMap(changedFindings)];
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(titleOf(name, builds, agree), {
      verdict: findings.length === 0 ? 'good' : 'bad',
      tables: [statusTable(rows), ...(full ? [releaseTable(reached)] : [])],
      findings,
      data: {
        target: name,
        agree,
        hosts: rows.map((row, index) => ({ ...row, changed: changedOf(looked[index]) })),
        unreachable: unreached.map(({ host }) => host.name),
      },
    }),
    results: { CUTOVER_TARGET: name, CUTOVER_BUILD: builds.join(' ') },
  };
}

function findingsOf({ name, reached, unreached }: Session, builds: readonly string[]): Finding[] {
  const message = `the hosts are apart: ${builds.join(', ')}`;
  const apart: Finding[] =
    builds.length > 1 ? [{ rule: 'split', severity: 'error', subject: name, message }] : [];
  return [
    ...unreachedFindings(unreached),
    ...apart,
    ...reached.flatMap(pointerFindings),
    ...unfinishedFindings(reached),
  ];
}

/** How many paths of what is live somebody changed; null when nobody can say. */
function changedOf(looked: Looked | undefined): number | null {
  return looked === undefined || looked.problem !== undefined ? null : looked.list.length;
}

function changedFindings({ host, list: { length } }: Looked): Finding[] {
  if (length === 0) return [];
  const message = `what is live was changed by hand: ${length === 1 ? '1 path' : `${length} paths`}`;
  return [
    { rule: 'drift', severity: 'error', subject: host, message, hint: 'see "cutover drift"' },
  ];
}

/** A run that left its journal: at work as long as its lock is kept alive, else dead. */
function unfinishedFindings(reached: readonly Reached[]): Finding[] {
  const open = reached.flatMap(({ host, state: { journal } }) =>
    journal === undefined ? [] : [{ host: host.name, journal }],
  );
  return open.map(({ host, journal }): Finding => {
    const message =
      journal === 'damaged'
        ? 'the journal of a run cannot be read'
        : `run ${journal.intent.run} of ${journal.intent.by} (${journal.intent.action} of ${journal.intent.goal.build}) has not ended`;
    const hint = 'if nobody is at work ("cutover lock show"), end it with "cutover recover"';
    return { rule: 'unfinished', severity: 'warning', subject: host, message, hint };
  });
}

function titleOf(name: string, builds: readonly string[], agree: boolean): string {
  if (agree) return `${name}: ${builds[0] ?? 'nothing'} is live`;
  return `${name}: ${builds.length > 1 ? 'the hosts are apart' : 'not every host could be asked'}`;
}

function pointerFindings({ host, state }: Reached): Finding[] {
  const { pointer, live } = state;
  const finding = (message: string): Finding[] => [
    { rule: 'pointer', severity: 'error', subject: host.name, message },
  ];
  if (pointer.is === 'other') return finding(`"current" is ${pointer.what}, not a link`);
  return pointer.is === 'link' && live === undefined
    ? finding(`"current" leads to "${pointer.text}", which is none of the releases`)
    : [];
}
