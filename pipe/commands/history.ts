import { sha256 } from '../../src/io/sha256.ts';
import type { Finding } from '../../src/release/finding.ts';
import { type AuditRecord, checkChain } from '../../src/release/record.ts';
import { report } from '../../src/reports/report.ts';
import { command } from '../command.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Reached } from '../session.ts';
import { unreachedFindings } from '../unreached-findings.ts';

/** Who did what when, from the hosts’ records; with `--check`, whether the records are still what was written. */
export const history = command(['target', 'only', 'limit', 'check'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async ({ name, reached, unreached }) => {
    const records = newestFirst(reached).slice(0, options.limit);
    const broken = options.check ? reached.flatMap(brokenChains) : [];
    const missing = unreachedFindings(unreached);
    return {
      exit: exitOf(broken.length, missing.length),
      report: report(
        `${name}: ${records.length} records${options.check && broken.length === 0 ? ', their chains are whole' : ''}`,
        {
          verdict: broken.length + missing.length === 0 ? 'good' : 'bad',
          tables: [tableOf(records)],
          findings: [...broken, ...missing],
          data: { target: name, records },
        },
      ),
    };
  });
});

function exitOf(broken: number, missing: number): number {
  if (broken > 0) return 2;
  return missing > 0 ? 3 : 0;
}

function newestFirst(reached: readonly Reached[]): AuditRecord[] {
  return reached
    .flatMap(({ state }) => state.records)
    .toSorted((a, b) =>
      a.finished_at === b.finished_at ? 0 : a.finished_at < b.finished_at ? 1 : -1,
    );
}

function tableOf(records: readonly AuditRecord[]) {
  return {
    title: '',
    columns: ['when', 'host', 'action', 'outcome', 'build', 'from', 'seconds', 'by', 'reason'],
    rows: records.map((each) => [
      each.finished_at,
      each.host,
      each.action,
      each.outcome,
      each.build,
      each.from ?? '–',
      String(Math.round((Date.parse(each.finished_at) - Date.parse(each.started_at)) / 1000)),
      each.by,
      each.reason.slice(0, 80),
    ]),
  };
}

function brokenChains({ host, state }: Reached): Finding[] {
  return checkChain(state.recordText, sha256).map((message) => ({
    rule: 'records',
    severity: 'error',
    subject: host.name,
    message,
  }));
}
