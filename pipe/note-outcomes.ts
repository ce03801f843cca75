import { problemOf } from '../src/engine/problem-of.ts';
import type { Journals } from '../src/engine/write-journal.ts';
import type { Outcome } from '../src/release/record.ts';
import { toShell } from '../src/shell.ts';
import type { Reached } from './session.ts';

/**
 * Writes on every host how the run ended there, before any of them gets its record and loses its journal: should the run
 * die in between, no host is left that would not know it. What can't be written is left to the records.
 */
export async function noteOutcomes(
  hosts: readonly Reached[],
  journals: Journals,
  outcomeOn: (host: string) => Outcome,
): Promise<void> {
  const note = ({ host: { name }, connection }: Reached) =>
    problemOf(connection, toShell(journals.ends(name, outcomeOn(name))), { repeatable: true });
  const went = hosts.filter(({ host }) => outcomeOn(host.name) === 'activated');
  await Promise.all(went.map(note));
  // A failure that is noted first would pass for that of all.
  await Promise.all(hosts.filter((host) => !went.includes(host)).map(note));
}
