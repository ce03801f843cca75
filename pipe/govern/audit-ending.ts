import { type Control, coverage } from '../../governance/coverage.ts';
import { describeChange } from '../../governance/describe-change.ts';
import type { Made } from '../../governance/make-plan.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { pageOf } from '../../governance/page-of.ts';
import { resourceOf } from '../../governance/resource-of.ts';
import type { Finding } from '../../src/release/finding.ts';
import { report } from '../../src/reports/report.ts';
import type { Ending } from '../command.ts';
import { planFindings } from './plan-report.ts';

/** What is known of every control, and the exit code that says so; `more` is what was found besides. */
export function auditEnding(made: Made, more: readonly Finding[]): Ending {
  const controls = controlsOf(made);
  const count = (each: Control['coverage']) =>
    controls.filter((control) => control.coverage === each).length;
  const unsure = count('plan-limited') + count('no-access');
  const drift = count('drift');
  const findings = [...controls.flatMap((each) => findingOf(each, made)), ...others(made), ...more];
  return {
    exit: drift > 0 ? 2 : unsure + problems(made) > 0 ? 3 : 0,
    report: report(titleOf(made, { drift, unsure: unsure + problems(made), of: controls.length }), {
      verdict: drift + unsure + problems(made) === 0 ? 'good' : 'bad',
      facts: states.map((each) => [each, String(count(each))] as const),
      tables: [coverageTable(made, controls)],
      findings,
      data: {
        workspace: made.plan.workspace,
        policy: made.plan.policy,
        live: made.plan.live,
        controls,
      },
    }),
  };
}

const states: readonly Control['coverage'][] = [
  'ok',
  'drift',
  'plan-limited',
  'unverifiable',
  'no-access',
  'excepted',
];

function controlsOf({ plan, desired }: Made): readonly Control[] {
  return plan.places.flatMap((place, index) => {
    const wanted = desired[index];
    return wanted === undefined ? [] : coverage(place, wanted);
  });
}

/** Sections that could not be looked at, with or without controls. */
function problems({ plan }: Made): number {
  return plan.places.flatMap(({ sections }) => sections).filter(({ problem }) => problem).length;
}

function titleOf(
  { plan }: Made,
  { drift, unsure, of }: { readonly drift: number; readonly unsure: number; readonly of: number },
): string {
  if (drift > 0)
    return `${plan.workspace}: ${drift} of ${of} controls are not what the policy says`;
  return unsure > 0
    ? `${plan.workspace}: not everything could be looked at`
    : `${plan.workspace}: settings are what the policy says (${of} controls)`;
}

function coverageTable({ plan }: Made, controls: readonly Control[]) {
  const rows = plan.places.map(({ place }) => [
    nameOfPlace(place),
    ...states.map((state) =>
      String(controls.filter((each) => each.place === place && each.coverage === state).length),
    ),
  ]);
  return { title: '', columns: ['place', ...states], rows };
}

function findingOf(
  { place, kind, control, coverage: state, change, reason }: Control,
  { people }: Made,
): Finding[] {
  const about = { subject: nameOfPlace(place), ...pageOf(place, resourceOf(kind).page) };
  if (state === 'drift' && change !== undefined) {
    const message = describeChange(change, people.called);
    return [{ ...about, rule: 'drift', severity: 'error', message }];
  }
  return state === 'unverifiable' && change === undefined
    ? [{ ...about, rule: state, severity: 'note', message: `${control}: ${reason ?? ''}` }]
    : [];
}

/** What a plan tells, but the changes: those are drift here. */
function others(made: Made): Finding[] {
  return planFindings(made).filter(({ rule }) => rule !== 'by-hand');
}
