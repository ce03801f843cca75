import type { Desired, Items } from './desired.ts';
import type { PlacePlan, Seen } from './plan.ts';
import { planPlace } from './plan-place.ts';
import type { Answers } from './with-exceptions.ts';

/** What was seen of a place, and what is wanted of it. */
export interface SeenPlace {
  readonly desired: Desired;
  readonly seen: readonly Seen[];
}

/** What must change at all places. A repository cannot count on reviewers whom its project is about to lose. */
export function planPlaces(
  places: readonly SeenPlace[],
  answers: Answers,
  projectOf: (slug: string) => string | undefined,
): readonly PlacePlan[] {
  const plans = places.map(({ desired, seen }) => planPlace(desired, seen, answers));
  const leaving = new Map(plans.map((each) => [projectIn(each), leavingReviewers(each)]));
  return places.map(({ desired, seen }, index) => {
    const { place } = desired;
    const gone = place.is === 'repository' ? (leaving.get(projectOf(place.slug)) ?? []) : [];
    const plan = plans[index];
    return plan !== undefined && gone.length === 0
      ? plan
      : planPlace(desired, without(seen, gone), answers);
  });
}

function projectIn({ place }: PlacePlan): string | undefined {
  return place.is === 'project' ? place.project : undefined;
}

function leavingReviewers({ place, changes }: PlacePlan): readonly string[] {
  if (place.is !== 'project') return [];
  return changes.flatMap((change) =>
    change.kind === 'defaultReviewers' &&
    change.action === 'delete' &&
    change.excepted === undefined
      ? [change.ref]
      : [],
  );
}

function without(seen: readonly Seen[], gone: readonly string[]): readonly Seen[] {
  return seen.map((each) => {
    if (each.section.kind !== 'defaultReviewers') return each;
    const observed = each.observed.filter(
      ({ item, inherited }) =>
        !(inherited && gone.includes((item as Items['defaultReviewers']).user)),
    );
    return { ...each, observed };
  });
}
