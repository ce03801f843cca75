import { exitCodes, Stop } from '../../src/error.ts';
import type { Depth } from '../../src/release/drift.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report, type Table } from '../../src/reports/report.ts';
import { command, type Ending } from '../command.ts';
import { type Looked, lookCloser } from '../look-closer.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Session } from '../session.ts';
import { unreachedFindings } from '../unreached-findings.ts';

/** Is what is live still what was sealed? Every path that changed, came or went, on all hosts side by side. */
export const drift = command(['target', 'only', 'quick', 'full'], async (options, context) => {
  const depth = depthOf(options);
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    const { reached, at } = session;
    const looked = await Promise.all(reached.map((host) => lookCloser(host, at, depth)));
    return tell(session, depth, looked);
  });
});

function depthOf({ quick, full }: { readonly quick: boolean; readonly full: boolean }): Depth {
  if (quick && full) {
    throw new Stop('usage', 'Cannot look for drift: both "quick" and "full" are asked for', {
      hint: 'Leave one out; without them it is "full"',
    });
  }
  return quick ? 'quick' : 'full';
}

function tell({ name, unreached }: Session, depth: Depth, looked: readonly Looked[]): Ending {
  const rows = looked.flatMap(({ host, list }) =>
    list.map(({ change, path }) => ({ host, change, path })),
  );
  const unsure = [...looked.flatMap(unsureOf), ...unreachedFindings(unreached)];
  const paths = new Set(rows.map(({ path }) => path)).size;
  return {
    exit: exitOf(rows.length, unsure.length),
    report: report(titleOf(name, depth, { paths, unsure: unsure.length }), {
      verdict: rows.length + unsure.length === 0 ? 'good' : 'bad',
      tables: [sideBySide(looked)],
      findings: unsure,
      data: { target: name, depth, drift: rows },
    }),
  };
}

function exitOf(drifted: number, unsure: number): number {
  if (drifted > 0) return exitCodes.differs;
  return unsure > 0 ? exitCodes.unsure : 0;
}

function titleOf(
  name: string,
  depth: Depth,
  { paths, unsure }: { readonly paths: number; readonly unsure: number },
): string {
  if (paths === 1) return `${name}: 1 path is not what was released`;
  if (paths > 1) return `${name}: ${paths} paths are not what was released`;
  if (unsure > 0) return `${name}: not every host could be looked at`;
  return depth === 'full'
    ? `${name}: what is live is what was released`
    : `${name}: what is live looks like what was released`;
}

/** What happened alike on several hosts is one row. */
function sideBySide(looked: readonly Looked[]): Table {
  const all = looked.flatMap(({ host, list }) => list.map((each) => ({ host, ...each })));
  const rows = new Map<string, { hosts: string[]; change: string; path: string }>();
  for (const { host, change, path } of all) {
    const key = `${change} ${path}`;
    const row = rows.get(key) ?? { hosts: [], change, path };
    row.hosts.push(host);
    rows.set(key, row);
  }
  return {
    title: '',
    columns: ['hosts', 'change', 'path'],
    rows: [...rows.values()].map(({ hosts, change, path }) => [hosts.join(', '), change, path]),
  };
}

function unsureOf({ host, problem }: Looked): Finding[] {
  return problem === undefined
    ? []
    : [{ rule: 'unsure', severity: 'error', subject: host, message: problem }];
}
