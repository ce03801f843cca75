import type { Desired, DesiredItem, Origin } from './desired.ts';
import { fieldsOf } from './fields-of.ts';
import { isReadable } from './is-readable.ts';
import type { PlacePlan, PlannedChange, Problem, SectionPlan } from './plan.ts';
import type { Place } from './resources/resource.ts';

/** What is known of a control. Only `ok` is compliant; what could not be looked at is never taken for it. */
type Coverage = 'ok' | 'drift' | 'plan-limited' | 'unverifiable' | 'no-access' | 'excepted';

/** One control of one place, and what is known of it. */
export interface Control {
  readonly place: Place;
  readonly kind: string;
  readonly control: string;
  readonly coverage: Coverage;
  /** Where it is drift or excepted. */
  readonly change?: PlannedChange;
  /** Why nothing is known of it. */
  readonly reason?: string;
  /** The line of the policy that has the last word on it. */
  readonly at?: Pick<Origin, 'file' | 'line'>;
}

/** What is known of every control that the policy names at a place. */
export function coverage(plan: PlacePlan, desired: Desired): readonly Control[] {
  const { place } = plan;
  const seen = plan.sections.flatMap((section) => {
    const items = desired.sections.find(({ kind }) => kind === section.kind)?.items ?? [];
    return [
      ...items.flatMap((item) => [controlOf(item, section, plan), ...unverifiable(item, place)]),
      ...removed(section, plan),
    ];
  });
  const hidden = desired.sections.filter(({ kind }) => !isReadable(kind, place));
  return [
    ...seen,
    ...hidden.flatMap(({ kind, items }) => items.map((item) => unreadable(item, kind, place))),
  ];
}

// Last verified 2026-11-20, BCLOUD-22732 and bbx rule 31.
const whyHidden: Readonly<Record<string, string>> = {
  branches:
    'no API shows the branch rules of a project: what can be verified is the rules that each repository has itself',
  mergeStrategies:
    'no API shows how a project lets merge: what can be verified is the strategies of each repository’s branches',
};

function unreadable(item: DesiredItem, kind: string, place: Place): Control {
  const reason = whyHidden[kind] ?? 'no API shows it';
  const about = { place, kind, control: item.control, ...lineOf(item, undefined) };
  return { ...about, coverage: 'unverifiable', reason };
}

function controlOf(
  item: DesiredItem,
  section: SectionPlan,
  { place, changes }: PlacePlan,
): Control {
  const { control } = item;
  const { problem } = section;
  const own = changes.filter((each) => each.kind === section.kind && each.control === control);
  const change = own.find(({ excepted }) => excepted === undefined) ?? own[0];
  const about = { place, kind: section.kind, control, ...lineOf(item, change) };
  if (problem !== undefined) {
    return { ...about, coverage: coverageOf(problem), reason: problem.message };
  }
  if (change?.kind === 'mergeStrategies' && change.action === 'create') {
    const reason = `${change.hindrance ?? ''}: what it allows shows at a branch only`;
    return { ...about, coverage: 'unverifiable', reason };
  }
  return change === undefined
    ? { ...about, coverage: 'ok' }
    : { ...about, coverage: change.excepted === undefined ? 'drift' : 'excepted', change };
}

/** Of an update the word on the first field that it changes; else the last word on the item. */
function lineOf({ said }: DesiredItem, change: PlannedChange | undefined): Pick<Control, 'at'> {
  const field = change?.action === 'update' ? fieldsOf(change)[0]?.field : undefined;
  const words = said[field ?? ''] ?? said[''] ?? Object.values(said).flat();
  const origin = words.at(-1);
  return origin === undefined ? {} : { at: { file: origin.file, line: origin.line } };
}

function coverageOf({ kind }: Problem): Coverage {
  if (kind === 'plan-limited') return 'plan-limited';
  return ['no-access', 'missing-scope', 'not-found'].includes(kind) ? 'no-access' : 'unverifiable';
}

/** Which branches may deploy to an environment is set on a page only. Last verified 2026-11-20, BCLOUD-21703. */
function unverifiable(item: DesiredItem, place: Place): Control[] {
  const { control, aside } = item;
  if (aside.branches === undefined) return [];
  const branches = aside.branches.join(', ');
  const reason = `no API shows which branches may deploy: it should be ${branches}, and what can be verified is who may push there`;
  return [
    {
      place,
      kind: 'environments',
      control: `${control}/branches`,
      coverage: 'unverifiable',
      reason,
      ...lineOf(item, undefined),
    },
  ];
}

/** What is there, and goes under `prune`, is drift as well. */
function removed({ kind, controls }: SectionPlan, { place, changes }: PlacePlan): Control[] {
  return changes
    .filter((each) => each.kind === kind && !controls.includes(each.control))
    .map((change) => ({
      place,
      kind,
      control: change.control,
      coverage: change.excepted === undefined ? 'drift' : 'excepted',
      change,
    }));
}
