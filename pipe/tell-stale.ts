import type { Emit } from '../src/event.ts';
import type { Processes } from '../src/release/processes.ts';
import type { Seen, Unreached } from './session.ts';

/** Says which processes still work in releases that are not live, and of which hosts nobody can know all of them. */
export function tellStale(hosts: readonly (Seen | Unreached)[], emit: Emit): void {
  const reached = hosts.filter((each) => 'state' in each);
  for (const { host, state } of reached) {
    const { stale: processes } = state.processes;
    if (processes.length > 0) emit({ type: 'stale', host: host.name, processes });
  }
  for (const [seen, why] of notSeen) {
    const names = reached
      .filter(({ state }) => state.processes.seen === seen)
      .map(({ host }) => host.name);
    const message = `${names.join(', ')}: ${why}, which may still run in an old release`;
    if (names.length > 0) emit({ type: 'noted', severity: 'note', message });
  }
}

const notSeen: readonly (readonly [Processes['seen'], string])[] = [
  ['some', 'nobody could look at the processes of other users'],
  ['none', 'without /proc nobody can look at processes'],
];
