import type { Seen, Unreached } from './session.ts';

/** What is live on each host, by name; null where nobody could look. */
export function liveOn(
  hosts: readonly (Seen | Unreached)[],
): ReadonlyMap<string, string | null | undefined> {
  return new Map(
    hosts.map((each) => [each.host.name, 'state' in each ? each.state.live : null] as const),
  );
}
