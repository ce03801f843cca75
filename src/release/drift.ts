import { type Difference, differences } from './differences.ts';
import { readLooks, readSealed } from './inventory.ts';
import { type Found, readListing } from './listing.ts';

/** How closely to look: `quick` goes by sizes, modes, times and link texts, `full` by contents and modes. */
export type Depth = 'quick' | 'full';

/** How a release differs from its seal: `listed` is the output of its looks, or of its inventory. */
export function driftOf(seal: string, listed: string, depth: Depth): Difference[] {
  const sealed = readSealed(seal);
  const now = depth === 'quick' ? readLooks(listed) : readListing(listed);
  const hasTimes = sealed.some((found) => 'modified' in found);
  const compared = depth === 'full' ? contentOf : looksOf(hasTimes);
  return differences(sealed.map(compared), now.map(compared));
}

/** A time alone is no other content. */
function contentOf(found: Found): Found {
  if (!('modified' in found)) return found;
  const { modified: _, ...rest } = found;
  return rest;
}

/** Older seals have no times. */
function looksOf(hasTimes: boolean): (found: Found) => Found {
  return (found) => {
    if (!('sha256' in found)) return hasTimes ? found : contentOf(found);
    const { sha256: _, ...rest } = found;
    return hasTimes ? rest : contentOf(rest);
  };
}
