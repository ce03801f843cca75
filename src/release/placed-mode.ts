import type { IsOwn } from './delta.ts';
import type { Entry } from './entry.ts';

/**
 * The mode an entry gets on a host. A file may be shared with other releases: nobody may write to it, but for the
 * paths that hooks are said to write to, which no other release has.
 */
export function placedMode({ type, path, mode }: Entry, isOwn: IsOwn): string {
  if (type !== 'file' || isOwn(path)) return mode;
  return mode === '0755' ? '0555' : '0444';
}
