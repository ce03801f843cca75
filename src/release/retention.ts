import { previousOf } from './history.ts';
import { type HostState, presentBuilds } from './host-state.ts';

const anHour = 3600;

/**
 * Which releases of a host may go. By records, never by time of change: the newest `keep` that were live stay, and
 * whatever is live on that host, its way back, pinned, not ours, or unfinished and younger than an hour.
 */
export function mayGo(state: HostState, { keep, live }: { keep: number; live: string }): string[] {
  const stays = protectedBuilds(state, { keep, live });
  return state.releases
    .filter(({ is, age }) => is === 'complete' || (is === 'incomplete' && age > anHour))
    .map(({ build }) => build)
    .filter((build) => !stays.has(build));
}

function protectedBuilds(
  { live: now, records, releases, pins }: HostState,
  { keep, live }: { keep: number; live: string },
): ReadonlySet<string> {
  const present = presentBuilds({ releases });
  const order = [...records.map((record) => record.live), now ?? null, live];
  const newest = [...new Set(order.toReversed())].filter(
    (build) => build !== null && (present.has(build) || build === live),
  );
  return new Set(
    [live, now, previousOf(records, live, present), ...pins, ...newest.slice(0, keep)].filter(
      (build) => build !== undefined && build !== null,
    ),
  );
}
