import type { Origin } from '../desired.ts';
import type { Json } from '../resources/resource.ts';
import type { Fields } from './grammar.ts';
import type { Layer } from './policy.ts';
import { modedSections } from './policy-form.ts';
import { rawStatements } from './raw-rules.ts';
import { below, fieldStatements, type Spot, type Statement } from './statements.ts';

/** Where something is written. */
export type PlaceOf = (at: readonly PropertyKey[]) => Omit<Origin, 'layer' | 'locked'>;

/** A layer as it is written: already known to fit its schema. */
export interface WrittenLayer {
  readonly name: string;
  readonly at: readonly PropertyKey[];
  readonly written: unknown;
  readonly sections: Fields;
}

/** What a layer says, statement by statement. */
export function readLayer({ name, at, written, sections }: WrittenLayer, placeOf: PlaceOf): Layer {
  const parts = (written ?? {}) as Parts;
  const say = (place: readonly PropertyKey[], value: Json) => ({
    layer: name,
    locked: parts.locked === true,
    ...placeOf(place),
    value,
  });
  const spot: Spot = { path: [], at, say };
  return {
    name,
    use: parts.use ?? [],
    statements: [
      ...modes(parts.unmanaged, below(spot, 'unmanaged', 'unmanaged')),
      ...fieldStatements(sections, parts, spot),
      ...rawStatements(parts.restrictions ?? [], below(spot, 'branches', 'restrictions')),
    ],
  };
}

interface Parts {
  readonly locked?: boolean;
  readonly use?: readonly string[];
  readonly restrictions?: readonly unknown[];
  readonly unmanaged?: string | Readonly<Record<string, string | undefined>>;
}

/** One word for all sections is that word for each. */
function modes(unmanaged: Parts['unmanaged'], { path, at, say }: Spot): Statement[] {
  return modedSections.flatMap((section) => {
    const [mode, place] =
      typeof unmanaged === 'object' ? [unmanaged[section], [...at, section]] : [unmanaged, at];
    return mode === undefined ? [] : [{ path: [...path, section], said: say(place, mode) }];
  });
}
