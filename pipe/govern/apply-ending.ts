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
export function applyEnding(made: Made, deeds: readonly Deed[], { run }: Context): Ending {
  const failed = deeds.filter(({ outcome }) => outcome === 'failed' || outcome === 'not reached');
  const limited = deeds.some(({ outcome }) => outcome === 'plan-limited');
  const sure = isSure(made) && !limited;
  return {
    exit: failed.length > 0 ? 1 : sure ? 0 : 3,
    report: report(titleOf(made, deeds, failed.length), {
      verdict: failed.length === 0 && sure ? 'good' : 'bad',
      facts: [['run', run]],
      tables: deedTables(made, deeds),
      findings: [...deeds.flatMap((each) => deedFinding(each, made)), ...planFindings(made)],
      data: { run, deeds },
    }),
  };
}

function titleOf({ plan }: Made, deeds: readonly Deed[], failed: number): string {
  const done = deeds.filter(({ outcome }) => outcome === 'done').length;
  const places = new Set(deeds.map(({ place }) => nameOfPlace(place))).size;
  if (deeds.length === 0) return `${plan.workspace}: nothing to do`;
  return failed === 0
    ? `${plan.workspace}: ${done} of ${deeds.length} changes made in ${places} ${places === 1 ? 'place' : 'places'}`
    : `${plan.workspace}: ${done} of ${deeds.length} changes made, ${failed} were not`;
}

const marks: Readonly<Record<Deed['outcome'], string>> = {
  done: '✔',
  already: '=',
  failed: '✖',
  'plan-limited': '✖',
  'not reached': '·',
};

function deedTables({ plan, people }: Made, deeds: readonly Deed[]): readonly Table[] {
  return plan.places.map(({ place }) => ({
    title: nameOfPlace(place),
    columns: ['change'],
    rows: deeds
      .filter((deed) => deed.place === place)
      .map(({ outcome, change }) => [
        `${marks[outcome]} ${describeChange(change, people.called)}${outcome === 'not reached' ? '  (not reached)' : ''}`,
      ]),
  }));
}

function deedFinding({ place, change, outcome, reason, hint }: Deed, { people }: Made): Finding[] {
  if (reason === undefined) return [];
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
