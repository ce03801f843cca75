import type { Control } from '../../governance/coverage.ts';
import { describeDrift } from '../../governance/describe-drift.ts';
import { asMap } from '../../governance/fields-of.ts';
import type { Made } from '../../governance/make-plan.ts';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { pageOf } from '../../governance/page-of.ts';
import type { PlannedChange } from '../../governance/plan.ts';
import { resourceOf } from '../../governance/resource-of.ts';
import { needsPremium } from '../../governance/resources/needs-premium.ts';
import type { Finding } from '../../src/release/finding.ts';
import type { Item, Section } from '../../src/reports/report.ts';

/** Every control of every place, with what is found of it. */
export function auditSections(
  { plan, people }: Pick<Made, 'plan' | 'people'>,
  byPlace: readonly (readonly Control[])[],
): readonly Section[] {
  return plan.places.map(({ place }, index) => ({
    title: nameOfPlace(place),
    link: pageOf(place, { path: 'admin', menu: '' }).link,
    items: (byPlace[index] ?? []).map((control) => itemOf(control, people.called)),
  }));
}

const verdicts = {
  ok: 'good',
  drift: 'bad',
  'plan-limited': 'unknown',
  unverifiable: 'unknown',
  'no-access': 'unknown',
  excepted: 'unknown',
} as const;

function itemOf(control: Control, called: (name: string) => string): Item {
  const finding = findingOf(control, called);
  return {
    name: control.control,
    state: control.coverage,
    verdict: verdicts[control.coverage],
    message: messageOf(control, called),
    link: pageOf(control.place, resourceOf(control.kind).page).link,
    ...(finding !== undefined && { finding }),
  };
}

function messageOf({ change, reason }: Control, called: (name: string) => string): string {
  if (change === undefined) return reason ?? '';
  const { excepted } = change;
  const deviation = `${describeDrift(change, called)}${onPlan(change)}`;
  return excepted === undefined
    ? deviation
    : `${deviation}: left as it is until ${excepted.until}, for ${excepted.owner}: ${excepted.reason}`;
}

function onPlan(change: PlannedChange): string {
  const isPremium = change.action !== 'delete' && needsPremium(asMap(change.after));
  return isPremium ? '; only Bitbucket Premium has it' : '';
}

function findingOf(control: Control, called: (name: string) => string): Finding | undefined {
  const { place, kind, coverage, at } = control;
  const severity = severities[coverage];
  if (severity === undefined) return undefined;
  return {
    rule: coverage,
    severity,
    subject: nameOfPlace(place),
    message: `${control.control}: ${messageOf(control, called)}`,
    ...pageOf(place, resourceOf(kind).page),
    ...(at !== undefined && { at }),
  };
}

/** Sections that could not be looked at are told once, not control by control. */
const severities: Readonly<Partial<Record<Control['coverage'], Finding['severity']>>> = {
  drift: 'error',
  unverifiable: 'note',
  excepted: 'note',
};
