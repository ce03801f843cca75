import { nameOfPlace } from '../../governance/name-of-place.ts';
import { newValueOf, type PlaceRotations, type Rotation } from '../../governance/rotations.ts';
import { Stop } from '../../src/error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Stops, with all that is wrong at once, where new values are missing or would go where they do not belong. */
export function checkNewValues(places: readonly PlaceRotations[], environment: Environment): void {
  const sources = new Map<string, { readonly controls: Set<string>; readonly places: string[] }>();
  for (const { place, rotations } of places) {
    for (const { from, control } of rotations) {
      const known = sources.get(from) ?? { controls: new Set(), places: [] };
      known.controls.add(control);
      known.places.push(nameOfPlace(place));
      sources.set(from, known);
    }
  }
  const rotations = places.flatMap((each) => each.rotations);
  const details = [...sources].flatMap(([from, { controls, places: names }]) => [
    ...(isMade(from, rotations) && controls.size > 1
      ? [
          `${from}: would be the value of ${[...controls].join(' and of ')}: say "from" in the policy`,
        ]
      : []),
    ...(environment[from] === undefined || environment[from] === ''
      ? [`${from}: is not set: the new value of ${[...controls].join(', ')} ${at(names)}`]
      : []),
  ]);
  if (details.length === 0) return;
  throw new Stop('usage', 'Cannot rotate: new values are missing or ambiguous', {
    details,
    hint: 'Set them in the environment, or choose with --control and --repository',
  });
}

/** Did nobody say this name? */
function isMade(from: string, rotations: readonly Rotation[]): boolean {
  return rotations.some((each) => each.from === from && newValueOf(each.key) === from);
}

function at(names: readonly string[]): string {
  const [first = '', ...more] = new Set(names);
  return more.length === 0 ? `at ${first}` : `at ${first} and ${more.length} more`;
}
