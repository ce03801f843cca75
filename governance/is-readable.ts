import { resourceOf } from './resource-of.ts';
import type { Place } from './resources/resource.ts';

/** Does any API show settings of a kind at a place? A policy may name them where none does: a person must look then. */
export function isReadable(kind: string, place: Place): boolean {
  return resourceOf(kind).places.includes(place.is);
}
