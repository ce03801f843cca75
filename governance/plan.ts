import type { ProblemKind } from '../src/api-problem.ts';
import type { Section, SectionName } from './desired.ts';
import type { Exception } from './policy/exception.ts';
import type { Change, Json, Observed, Place } from './resources/resource.ts';

/** What would be done to the settings of a workspace. Plain data: it can be saved, reviewed and applied later. */
export interface Plan {
  readonly version: 1;
  readonly workspace: string;
  /** Digest of the policy’s text. */
  readonly policy: string;
  /** Digest of everything that was looked at. */
  readonly live: string;
  readonly places: readonly PlacePlan[];
}

/** What would be done to one place: section by section, and in which order. */
export interface PlacePlan {
  readonly place: Place;
  readonly sections: readonly SectionPlan[];
  /** In the order they are carried out. */
  readonly changes: readonly PlannedChange[];
}

/** One difference. One that the API cannot make, or that somebody answers for, is told and never carried out. */
export type PlannedChange = Change & {
  readonly hindrance?: string;
  readonly excepted?: Pick<Exception, 'owner' | 'reason' | 'until'>;
};

/** One section of one place: what was seen of it, or why it could not be looked at. */
export interface SectionPlan {
  readonly kind: SectionName;
  /** Every control that the policy names, whether it differs or not. */
  readonly controls: readonly string[];
  readonly unmanaged: readonly Unmanaged[];
  readonly problem?: Problem;
}

/** Something that is there and that the policy does not name. */
interface Unmanaged {
  readonly control: string;
  readonly item: Json;
}

export interface Problem {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly hint?: string;
}

/** What was looked at of a section, before anything is decided. */
export interface Seen {
  readonly section: Section;
  readonly observed: readonly Observed[];
  readonly problem?: Problem;
}
