import { resources } from './resources/index.ts';
import type { Resource } from './resources/resource.ts';

const byKind = new Map(resources.map((resource) => [resource.kind, resource]));

/** The kind of that name. */
export function resourceOf(kind: string): Resource {
  const resource = byKind.get(kind);
  if (resource === undefined) throw new RangeError(`Cannot find a kind named "${kind}"`);
  return resource;
}
