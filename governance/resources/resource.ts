import type * as z from 'zod';
import type { Api, Request } from '../../src/api.ts';

export type { Api, Request } from '../../src/api.ts';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** What settings belong to. */
export type Place =
  | { readonly is: 'workspace'; readonly workspace: string }
  | { readonly is: 'project'; readonly workspace: string; readonly project: string }
  | { readonly is: 'repository'; readonly workspace: string; readonly slug: string };

/** A setting as Bitbucket has it now; `ref` is whatever its address needs (a uuid, an id, a slug). */
export interface Observed<Item = Json> {
  readonly ref: string;
  readonly item: Item;
}

/** One difference between policy and settings. Plain data: it can be printed, saved, reviewed and applied later. */
export type Change<Item = Json> = { readonly kind: string; readonly key: string } & (
  | { readonly action: 'create'; readonly after: Item }
  | {
      readonly action: 'update';
      readonly ref: string;
      readonly before: Item;
      readonly after: Item;
    }
  | { readonly action: 'delete'; readonly ref: string; readonly before: Item }
);

/** Everything the planner must know about one kind of setting. */
export interface Resource<Item = Json> {
  readonly kind: string;
  /** Where settings of this kind can be. */
  readonly places: readonly Place['is'][];
  /** One item as the policy means it, after layers are merged. */
  readonly item: z.ZodType<Item>;
  /** What names an item: two items with one key are the same thing. */
  key(item: Item): string;
  /** What Bitbucket has now, in the policy's own words. Throws a Stop when it cannot be looked at. */
  observe(api: Api, place: Place): Promise<readonly Observed<Item>[]>;
  /** Pure: the calls that carry a change out, in order. */
  requests(change: Change<Item>, place: Place): readonly Request[];
  /** Does this change protect more, or less? Tightening comes first, loosening last. */
  direction(change: Change<Item>): 'tightens' | 'loosens' | 'neither';
}
