import type { Api, Request } from '../../src/api.ts';
import type { Secret } from '../../src/secret.ts';

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
  /** It comes from the project: it counts, and it cannot be changed here. */
  readonly inherited?: true;
}

/** One difference between policy and settings. Plain data: it can be printed, saved, reviewed and applied later. */
export type Change<Item = Json> = {
  readonly kind: string;
  readonly key: string;
  /** What an exception and a report call it. */
  readonly control: string;
  /** The environment variable that holds the secured value. */
  readonly from?: string;
} & (
  | { readonly action: 'create'; readonly after: Item }
  | {
      readonly action: 'update';
      readonly ref: string;
      readonly before: Item;
      readonly after: Item;
    }
  | { readonly action: 'delete'; readonly ref: string; readonly before: Item }
);

/** Does a change protect more, or less? Tightening comes first, loosening last. */
export type Direction = 'tightens' | 'loosens' | 'neither';

/** What a request needs besides the change: known only when it is about to be sent. */
export interface Site {
  readonly place: Place;
  /** The `ref` of what a new item belongs to. */
  readonly within?: string;
  /** The secured value. */
  readonly secret?: Secret;
}

/** What the words of a policy for people are in Bitbucket: users by uuid, groups by slug. */
export interface Names {
  user(word: string): string;
  group(word: string): string;
}

/** Where a person sets it in a repository. */
export interface Page {
  /** Below the repository’s address: `admin`, the first page of the settings, where nothing tells the page’s own. */
  readonly path: string;
  /** The way to it, in Bitbucket’s words. */
  readonly menu: string;
}

/** Everything the planner must know about one kind of setting. */
export interface Resource<Item = unknown> {
  readonly kind: string;
  /** Where settings of this kind can be. */
  readonly places: readonly Place['is'][];
  /** There is always one of it, and never two: it is neither made nor removed, and cannot be unmanaged. */
  readonly single?: true;
  /** An item is always told as a whole: what the policy leaves out of it is not kept. */
  readonly whole?: true;
  readonly page: Page;
  /** What names an item: two items with one key are the same thing. */
  key(item: Item): string;
  /** Are they one thing under two names, so that both cannot be there? */
  isSame?(item: Item, other: Item): boolean;
  /** What Bitbucket has now, in the policy’s own words; `names` are the parts that the policy speaks of. */
  observe(api: Api, place: Place, names: readonly string[]): Promise<readonly Observed<Item>[]>;
  /** Pure: the calls that carry a change out, in order. */
  requests(change: Change<Item>, site: Site): readonly Request[];
  direction(change: Change<Item>): Direction;
  /** The same item with its people as Bitbucket names them. */
  named?(item: Item, names: Names): Item;
  /** The `ref` of what a new item belongs to, asked right before it is made. */
  within?(api: Api, place: Place, item: Item): Promise<string>;
  /** Why the API cannot carry a change out; undefined where it can. */
  hindrance?(change: Change<Item>): string | undefined;
  /** May it be removed under `prune`? What we do not understand stays. */
  prunable?(item: Item): boolean;
}
