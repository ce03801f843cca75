import type { Finding } from '../../src/release/finding.ts';
import type { Desired } from '../desired.ts';
import { fewAtOnce } from '../few-at-once.ts';
import type { Made } from '../make-plan.ts';
import type { PlacePlan, PlannedChange, Seen } from '../plan.ts';
import { planPlace } from '../plan-place.ts';

/** What a place is to be again, and what of that cannot be. */
export interface Lost {
  readonly desired: Desired;
  /** What was looked at, as it can be compared with what is wanted. */
  comparable(seen: Seen): Seen;
  /** Why a change cannot be made, where that is not for the API to say. */
  hindrance(change: PlannedChange, seen: readonly Seen[]): string | undefined;
  /** What a person should know, with or without changes. */
  told(plan: PlacePlan): readonly Finding[];
}

interface Restoring {
  readonly workspace: string;
  readonly look: (desired: Desired) => Promise<readonly Seen[]>;
}

/** What must change for places to be what they were. What came since and is not named is left, and told. */
export async function planRestore(
  lost: readonly Lost[],
  { workspace, look }: Restoring,
): Promise<Made> {
  const looked = await fewAtOnce(lost, async (each) => {
    const seen = (await look(each.desired)).map((part) => each.comparable(part));
    const { changes, ...plan } = planPlace(each.desired, seen, () => undefined);
    const place = { ...plan, changes: changes.map((change) => hindered(change, each, seen)) };
    return { seen, place: withoutOthers(place), findings: each.told(place) };
  });
  return {
    plan: { version: 1, workspace, policy: '', live: '', places: looked.map(({ place }) => place) },
    desired: lost.map(({ desired }) => desired),
    wanted: [],
    findings: looked.flatMap(({ findings }) => findings),
    people: { renamed: (section) => section, problem: undefined, called: (name) => name },
    seen: looked.map(({ seen }) => seen),
  };
}

function hindered(change: PlannedChange, lost: Lost, seen: readonly Seen[]): PlannedChange {
  const hindrance = lost.hindrance(change, seen) ?? change.hindrance;
  return hindrance === undefined ? change : { ...change, hindrance };
}

/** There is no policy that could name things: what else is there is told in other words. */
function withoutOthers(plan: PlacePlan): PlacePlan {
  return { ...plan, sections: plan.sections.map((each) => ({ ...each, unmanaged: [] })) };
}
