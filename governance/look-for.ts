import type { Api } from '../src/api.ts';
import type { Section } from './desired.ts';
import { isSame } from './is-reached.ts';
import { observeSection } from './observe.ts';
import { notYetMade } from './people-apart.ts';
import { resourceOf } from './resource-of.ts';
import type { Change, Observed, Place } from './resources/resource.ts';

/** Where a change is made. */
export interface Where {
  readonly place: Place;
  readonly section: Section;
}

/** What a change is about, as it is now. */
export interface Found {
  readonly now: Observed | undefined;
  /** Another one has the same name. */
  readonly isTwice: boolean;
}

/** Looks for what a change is about: by its address, or by its name where it has none yet. */
export async function lookFor(change: Change, where: Where, api: Api): Promise<Found> {
  const resource = resourceOf(change.kind);
  const observed = await observeSection(api, where.place, where.section);
  const its = observed.filter(({ inherited }) => !inherited);
  const own = its.filter(({ item }) => resource.key(item) === change.key);
  const hasNoAddress = change.action === 'create' || change.ref === notYetMade;
  const same = own.find((each) => isSame(each, change));
  const now = hasNoAddress ? (same ?? own[0]) : (its.find(({ ref }) => ref === change.ref) ?? same);
  return { now, isTwice: own.length > 1 };
}
