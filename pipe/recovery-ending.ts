import { exitCodes } from '../src/error.ts';
import type { Finding } from '../src/release/finding.ts';
import { report } from '../src/reports/report.ts';
import type { Ending } from './command.ts';
import type { Recovered } from './recover-runs.ts';
import type { Session } from './session.ts';
import { unreachedFindings } from './unreached-findings.ts';

/** How dead runs were ended, as a report and an exit code. */
export function recoveryEnding(
  { name, unreached }: Session,
  recovered: readonly Recovered[],
): Ending {
  const apart = recovered.flatMap((each) => each.apart);
  const split = apart.length > 0;
  const missing = unreached.length > 0 ? exitCodes.unsure : 0;
  return {
    exit: split ? exitCodes.split : missing,
    report: report(sentenceOf(name, recovered, split), {
      verdict: split || unreached.length > 0 ? 'bad' : 'good',
      tables: recovered.map(({ run, live }) => ({
        title: `Run ${run}`,
        columns: ['host', 'live'],
        rows: [...live].map(([host, now]) => [host, now === null ? 'unknown' : (now ?? '–')]),
      })),
      findings: [
        ...apart.map((message) => splitFinding(name, message)),
        ...unreachedFindings(unreached),
      ],
      data: {
        target: name,
        recovered: recovered.map(({ run, action, verdict, apart: left, live }) => ({
          run,
          action,
          ...verdict,
          apart: left,
          live: Object.fromEntries([...live].map(([host, now]) => [host, now ?? null])),
        })),
      },
    }),
  };
}

const ended = { revert: 'was taken back', finish: 'was finished', leave: 'was closed' } as const;

function splitFinding(subject: string, message: string): Finding {
  const hint = 'when every host can be reached: cutover recover';
  return { rule: 'split', severity: 'error', subject, message, hint };
}

function sentenceOf(name: string, recovered: readonly Recovered[], split: boolean): string {
  if (recovered.length === 0)
    return `${name}: the lock of a dead run was freed; it had begun nothing`;
  const what = recovered.map(({ run, verdict }) => `run ${run} ${ended[verdict.way]}`).join(', ');
  return split ? `${name}: ${what}, but not on every host` : `${name}: ${what}`;
}
