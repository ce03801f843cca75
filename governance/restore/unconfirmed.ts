import type { Journal, JournalEntry } from './journal.ts';

/** Writes of the last run that were begun, and of which nobody knows how they ended: it was killed. */
export function unconfirmed({ entries }: Journal): readonly JournalEntry[] {
  const run = entries.at(-1)?.run;
  const open = new Map<string, JournalEntry>();
  for (const entry of entries.filter((each) => each.run === run)) {
    const name = JSON.stringify([entry.place, entry.kind, entry.key]);
    if (entry.outcome === 'begun') open.set(name, entry);
    else open.delete(name);
  }
  return [...open.values()];
}
