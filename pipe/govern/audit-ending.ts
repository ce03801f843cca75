import { type Control, coverage } from '../../governance/coverage.ts';
import type { Made } from '../../governance/make-plan.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { type Finding, worstFirst } from '../../src/release/finding.ts';
import { type Report, report } from '../../src/reports/report.ts';
import type { Ending } from '../command.ts';
import { auditSections } from './audit-sections.ts';
import { planFindings } from './plan-report.ts';

/** What is known of every control, and the exit code that says so; `facts` and findings besides come first and last. */
export function auditEnding(
  made: Made,
  more: readonly Finding[],
  facts: Report['facts'] = [],
): Ending {
  const byPlace = controlsOf(made);
  const controls = byPlace.flat();
  const count = (each: Control['coverage']) =>
    controls.filter((control) => control.coverage === each).length;
  const drift = count('drift');
  const unsure = count('plan-limited') + count('no-access') + problems(made);
  const sections = auditSections(made, byPlace);
  const told = sections.flatMap(({ items }) => items.flatMap(({ finding }) => finding ?? []));
  const { workspace, policy, live } = made.plan;
  return {
    exit: drift > 0 ? 2 : unsure > 0 ? 3 : 0,
    report: report(titleOf(made, { drift, unsure, of: controls.length }), {
      verdict: drift + unsure === 0 ? 'good' : 'bad',
      facts: [...facts, ['controls', tally(states.map((each) => [each, count(each)]))]],
      tables: [coverageTable(made, byPlace)],
      findings: worstFirst([...told, ...others(made), ...more]),
      sections,
      words,
      data: { workspace, policy, live, controls },
    }),
    onCommit: true,
  };
}

const words = [
  ['ok', 'is what the policy says'],
  ['drift', 'is not what the policy says'],
  ['plan-limited', 'Bitbucket’s plan does not have it'],
  ['unverifiable', 'no API shows it: a person must look at the page'],
  ['no-access', 'could not be looked at: never taken for ok'],
  ['excepted', 'is not what the policy says, and somebody answers for that until a date'],
] as const;

const states = words.map(([word]) => word);

/** In the order of the places. */
function controlsOf({ plan, desired }: Made): readonly (readonly Control[])[] {
  return plan.places.map((place, index) => {
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

function tally(counts: readonly (readonly [state: string, count: number])[]): string {
  const there = counts.filter(([, count]) => count > 0);
  return there.length === 0
    ? 'none'
    : there.map(([state, count]) => `${count} ${state}`).join(', ');
}

/** Drift first; states that no control is in would only make it wide. */
function coverageTable({ plan }: Made, byPlace: readonly (readonly Control[])[]) {
  const there = new Set(byPlace.flat().map((control) => control.coverage));
  const seen = states.filter((state) => there.has(state));
  const count = (index: number, state: Control['coverage']) =>
    byPlace[index]?.filter((control) => control.coverage === state).length ?? 0;
  const rows = plan.places
    .map(({ place }, index) => ({ name: nameOfPlace(place), index, drift: count(index, 'drift') }))
    .sort((one, other) => other.drift - one.drift)
    .map(({ name, index }) => [name, ...seen.map((state) => String(count(index, state)))]);
  return { title: 'Coverage', columns: ['place', ...seen], rows };
}

/** What a plan tells, but the changes: those are told as drift here. */
function others(made: Made): Finding[] {
  return planFindings(made).filter(({ rule }) => !['by-hand', 'excepted'].includes(rule));
}
