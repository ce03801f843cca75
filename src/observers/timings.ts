import type { Emit, Event } from '../event.ts';
import type { Timing } from '../release/record.ts';

/** What every phase took on every host, by host; grows while the run goes on. */
export type Timings = ReadonlyMap<string, readonly Timing[]>;

/** Adds up what steps take and what passes over the connections, phase by phase. */
export function timingsObserver(): { readonly observe: Emit; readonly timings: Timings } {
  const timings = new Map<string, Growing[]>();
  // Looking and locking come before the first phase.
  let phase = 'preflight';
  const observe = (event: Event) => {
    if (event.type === 'phase-started') phase = event.phase;
    else if (event.type === 'finished') phase = 'finish';
    else if ('host' in event) note(event, timingOf(timings, event.host, phase));
  };
  return { observe, timings };
}

/** Rows for people. */
export function timingRows(timings: Timings): string[][] {
  return [...timings].flatMap(([host, list]) =>
    list.map(({ phase, seconds, trips, sent, received, entries, linked }) => [
      host,
      phase,
      seconds.toFixed(2),
      String(trips),
      bytes(sent),
      bytes(received),
      entries === undefined ? '' : String(entries),
      linked === undefined ? '' : String(linked),
    ]),
  );
}

/** What the columns of `timingRows` are. */
export const timingColumns = [
  ...['host', 'phase', 'seconds', 'round trips', 'sent', 'received'],
  ...['entries sent', 'entries linked'],
];

type Growing = { -readonly [Key in keyof Timing]: Timing[Key] };

function timingOf(timings: Map<string, Growing[]>, host: string, phase: string): Growing {
  const list = timings.get(host) ?? [];
  timings.set(host, list);
  const known = list.find((each) => each.phase === phase);
  if (known !== undefined) return known;
  const timing = { phase, seconds: 0, trips: 0, sent: 0, received: 0 };
  list.push(timing);
  return timing;
}

function note(event: Event, timing: Growing): void {
  switch (event.type) {
    case 'exchanged':
      timing.trips += event.trips;
      timing.sent += event.sent;
      timing.received += event.received;
      break;
    case 'step-passed':
    case 'step-failed':
      timing.seconds = Math.round((timing.seconds + event.seconds) * 1000) / 1000;
      break;
    case 'sending':
      timing.entries = event.entries;
      timing.linked = event.of - event.entries;
      break;
    default:
  }
}

function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024
    ? `${(count / 1024).toFixed(1)} KiB`
    : `${(count / 1024 / 1024).toFixed(1)} MiB`;
}
