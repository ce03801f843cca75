import type { Desired, Section } from './desired.ts';
import { asMap } from './fields-of.ts';
import type { Change, Place } from './resources/resource.ts';

/** A secured variable that gets a new value: all that anybody can see of it stays as it is. */
export type Rotation = Extract<Change, { readonly action: 'update' }> & {
  readonly rotated: true;
  /** The environment variable that holds the new value. */
  readonly from: string;
};

/** The secured variables of a place that are to get new values. */
export interface PlaceRotations {
  readonly place: Place;
  readonly sections: readonly Section[];
  /** Without an address yet: it is known when the place was looked at. */
  readonly rotations: readonly Rotation[];
}

const kinds = ['variables', 'environmentVariables'];

/** Every secured variable that the policy wants at a place; of those only what is at or below a control, if one is given. */
export function rotationsOf({ place, sections }: Desired, control?: string): PlaceRotations {
  const wanted = sections.filter(({ kind }) => kinds.includes(kind));
  const isMeant = (each: string) =>
    control === undefined || each === control || each.startsWith(`${control}/`);
  const rotations = wanted.flatMap(({ kind, items }) =>
    items
      .filter((each) => !each.absent && asMap(each.item).secured === true && isMeant(each.control))
      .map((each): Rotation => {
        const { key, control: own, item, aside } = each;
        const from = aside.from ?? newValueOf(key);
        const about = { kind, key, control: own, ref: '', from, rotated: true as const };
        return { ...about, action: 'update', before: item, after: item };
      }),
  );
  return { place, sections: wanted, rotations };
}

/**
 * `ROTATE_DEPLOY_KEY`, and `ROTATE_PRODUCTION_DEPLOY_KEY` in an environment, where the policy does not say `from`. Not the
 * plain name: in a build that is the value that is set now.
 */
export function newValueOf(key: string): string {
  return `ROTATE_${key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
}
