import type { IsOwn } from './delta.ts';
import type { Entry } from './entry.ts';
import { entryOf, type Found } from './listing.ts';

/**
 * The mode an entry gets on a host. A file may be shared with other releases: nobody may write to it, but for the
 * paths that hooks are said to write to, which no other release has.
 */
export function placedMode({ type, path, mode }: Entry, isOwn: IsOwn): string {
  if (type !== 'file' || isOwn(path)) return mode;
  return mode === '0755' ? '0555' : '0444';
}

/** What lies in a release that is being placed, as an entry; with another mode than it gets there, none that is wanted. */
export function asPlaced(found: Found, isOwn: IsOwn): Entry {
  const entry = entryOf(found);
  if (entry.type !== 'file' || !('mode' in found)) return entry;
  return found.mode === placedMode(entry, isOwn) ? entry : { ...entry, sha256: '' };
}
