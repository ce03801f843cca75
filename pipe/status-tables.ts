import { badBuilds, previousOf, sinceWhen } from '../src/release/history.ts';
import { type HostState, presentBuilds, type ReleaseState } from '../src/release/host-state.ts';
import type { Table } from '../src/reports/report.ts';
import type { Reached } from './session.ts';

/** One host’s row; its keys are public. */
export function statusRow({ host, state }: Reached) {
  const record = sinceWhen(state.records, state.live);
  const present = presentBuilds(state);
  return {
    host: host.name,
    live: state.live ?? null,
    commit: record?.commit ?? null,
    since: record?.finished_at ?? null,
    by: record?.by ?? null,
    previous: previousOf(state.records, state.live, present) ?? null,
    free_bytes: state.freeBytes,
    lock: state.lock === undefined ? null : (state.lock.owner ?? ('unreadable' as const)),
    pins: state.pins,
    stale: state.processes.stale,
    unfinished: unfinishedOf(state),
  };
}

/** The run whose journal is still there: it is at work, or it died. */
function unfinishedOf({ journal }: HostState) {
  if (journal === undefined || journal === 'damaged') return journal ?? null;
  const { run, action, goal, by, started_at } = journal.intent;
  const phase = journal.begun.at(-1)?.phase ?? 'preflight';
  return { run, action, build: goal.build, by, started_at, phase };
}

export type StatusRow = ReturnType<typeof statusRow>;

/** The rows as a table. */
export function statusTable(rows: readonly StatusRow[]): Table {
  return {
    title: '',
    columns: ['host', 'live', 'commit', 'since', 'by', 'previous', 'free', 'lock'],
    rows: rows.map(({ host, live, commit, since, by, previous, free_bytes: free, lock }) => [
      host,
      live ?? '–',
      commit?.slice(0, 7) ?? '–',
      since ?? '–',
      by ?? '–',
      previous ?? '–',
      sizeOf(free),
      lockText(lock),
    ]),
  };
}

function lockText(lock: StatusRow['lock']): string {
  if (lock === null) return 'free';
  return lock === 'unreadable' ? 'held' : `${lock.who} since ${lock.since}`;
}

/** Every release of every host, and what is special about it. */
export function releaseTable(reached: readonly Reached[]): Table {
  return {
    title: 'Releases',
    columns: ['host', 'build', 'state'],
    rows: reached.flatMap(({ host, state }) =>
      state.releases.map((each) => [host.name, each.build, marksOf(each, state).join(', ')]),
    ),
  };
}

function marksOf(
  { build, is }: ReleaseState,
  { live, pins, records, processes }: HostState,
): string[] {
  const marks = {
    [is]: true,
    live: build === live,
    bad: badBuilds(records).has(build),
    pinned: pins.includes(build),
    'in use': processes.stale.some((each) => each.build === build),
  };
  return Object.entries(marks).flatMap(([mark, holds]) => (holds ? [mark] : []));
}

/** Bytes for people; a dash when nobody knows. */
export function sizeOf(bytes: number | null): string {
  return bytes === null ? '–' : `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
