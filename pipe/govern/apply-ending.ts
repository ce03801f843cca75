import type { Deed } from '../../governance/apply-place.ts';
import { describeChange } from '../../governance/describe-change.ts';
import type { Made } from '../../governance/make-plan.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report, type Table } from '../../src/reports/report.ts';
import type { Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { isSure, planFindings } from './plan-report.ts';

/** What was done and what was not, and the exit code that says so. */
export function applyEnding(made: Made, deeds: readonly Deed[], context: Context): Ending {
  const { run, signal } = context;
  const { failed, undone, stopped, sure } = whatCame(made, deeds);
  return {
    exit: failed || signal.aborted ? 1 : sure ? 0 : 3,
    unfinished: stopped,
    report: report(titleOf(made, deeds, undone), {
      verdict: !failed && sure ? 'good' : 'bad',
      facts: [['run', run]],
      tables: deedTables(made, deeds),
      findings: [
        ...deeds.flatMap((each) => deedFinding(each, made)),
        ...stopFindings(made, deeds),
        ...planFindings(made),
      ],
      data: { run, deeds },
    }),
  };
}

function whatCame(made: Made, deeds: readonly Deed[]) {
  const count = (...outcomes: readonly Deed['outcome'][]) =>
    deeds.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const stopped = count('stopped', 'unverified') > 0;
  const undone = count('stopped', 'unverified', 'failed', 'not reached');
  return {
    stopped,
    undone,
    failed: count('failed') > 0 || (!stopped && undone > 0),
    sure: isSure(made) && !stopped && count('plan-limited') === 0,
  };
}

/** What stops one place at a limit stops all of them: it is said once. */
function stopFindings({ plan }: Made, deeds: readonly Deed[]): Finding[] {
  const first = deeds.find(({ outcome }) => outcome === 'stopped');
  if (first?.reason === undefined) return [];
  const { reason: message, hint } = first;
  const about = { rule: 'stopped', severity: 'error', subject: plan.workspace } as const;
  return [{ ...about, message, ...(hint !== undefined && { hint }) }];
}

function titleOf({ plan }: Made, deeds: readonly Deed[], failed: number): string {
  const done = deeds.filter(({ outcome }) => outcome === 'done').length;
  const places = new Set(deeds.map(({ place }) => nameOfPlace(place))).size;
  if (deeds.length === 0) return `${plan.workspace}: nothing to do`;
  const made = `${plan.workspace}: ${done} of ${deeds.length} changes made`;
  if (failed > 0) return `${made}, ${failed} were not`;
  const others = [
    [`so already`, deeds.filter(({ outcome }) => outcome === 'already').length],
    [`not in Bitbucket’s plan`, deeds.filter(({ outcome }) => outcome === 'plan-limited').length],
  ] as const;
  const told = others.flatMap(([what, count]) => (count === 0 ? [] : [`, ${count} ${what}`]));
  return `${made} in ${places} ${places === 1 ? 'place' : 'places'}${told.join('')}`;
}

const marks: Readonly<Record<Deed['outcome'], string>> = {
  done: '✔',
  already: '=',
  failed: '✖',
  'plan-limited': '✖',
  'not reached': '·',
  stopped: '·',
  unverified: '?',
};

const remarks: Readonly<Partial<Record<Deed['outcome'], string>>> = {
  already: '  (is so already)',
  'not reached': '  (not reached)',
  stopped: '  (not reached)',
  unverified: '  (sent, not looked at since)',
};

function deedTables({ plan, people }: Made, deeds: readonly Deed[]): readonly Table[] {
  return plan.places.map(({ place }) => ({
    title: nameOfPlace(place),
    columns: ['change'],
    rows: deeds
      .filter((deed) => deed.place === place)
      .map(({ outcome, change }) => [
        `${marks[outcome]} ${describeChange(change, people.called)}${remarks[outcome] ?? ''}`,
      ]),
  }));
}

function deedFinding({ place, change, outcome, reason, hint }: Deed, { people }: Made): Finding[] {
  if (reason === undefined || outcome === 'stopped') return [];
  return [
    {
      rule: outcome,
      severity: outcome === 'plan-limited' ? 'warning' : 'error',
      subject: nameOfPlace(place),
      message: `${describeChange(change, people.called)}: ${reason}`,
      ...(hint !== undefined && { hint }),
    },
  ];
}
