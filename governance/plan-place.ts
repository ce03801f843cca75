import type { Desired } from './desired.ts';
import { diff } from './diff.ts';
import { inSafeOrder } from './in-safe-order.ts';
import type { PlacePlan, PlannedChange, SectionPlan, Seen } from './plan.ts';
import { controlOf } from './policy/control-of.ts';
import { resourceOf } from './resource-of.ts';
import type { Change } from './resources/resource.ts';
import { type Answers, withExceptions } from './with-exceptions.ts';

/** What must change at a place, from what was seen of it. Nothing changes in a section that could not be looked at. */
export function planPlace(
  { place }: Pick<Desired, 'place'>,
  seen: readonly Seen[],
  answers: Answers,
): PlacePlan {
  const sections = seen.map(planSection);
  return {
    place,
    sections: sections.map(({ plan }) => plan),
    changes: inSafeOrder(
      sections.flatMap(({ changes }) => withExceptions(changes, place, answers)),
    ),
  };
}

function planSection({ section, observed, problem }: Seen): {
  readonly plan: SectionPlan;
  readonly changes: readonly PlannedChange[];
} {
  const { kind, items } = section;
  const controls = items.map(({ control }) => control);
  if (problem !== undefined) {
    return { plan: { kind, controls, unmanaged: [], problem }, changes: [] };
  }
  const resource = resourceOf(kind);
  const { changes, unmanaged } = diff(resource, section, observed);
  const others = unmanaged.map(({ item }) => ({
    control: controlOf(kind, resource.key(item), item),
    item,
  }));
  return { plan: { kind, controls, unmanaged: others }, changes: changes.map(withHindrance) };
}

function withHindrance(change: Change): PlannedChange {
  const hindrance = resourceOf(change.kind).hindrance?.(change);
  return hindrance === undefined ? change : { ...change, hindrance };
}
