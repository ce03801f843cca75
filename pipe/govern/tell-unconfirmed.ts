import { readFile } from 'node:fs/promises';
import { nameOfPlace } from '../../governance/name-of-place.ts';
import { readJournal } from '../../governance/restore/journal.ts';
import { unconfirmed } from '../../governance/restore/unconfirmed.ts';
import type { Context } from '../context.ts';
import { keptAt } from './kept-at.ts';

/** Tells of a run that was killed amid its writes. Nothing has to be done: what is there now is what is planned from. */
export async function tellUnconfirmed(context: Context): Promise<void> {
  const text = await readFile(keptAt(context, 'journal.jsonl'), 'utf8').catch(() => '');
  const writes = unconfirmed(readJournal(text));
  const [first] = writes;
  if (first === undefined) return;
  const names = writes.map(({ place, control }) => `${control} of ${nameOfPlace(place)}`);
  const message = `The run ${first.run} ended amid ${names.join(', ')}: what is there now counts`;
  context.emit({ type: 'noted', severity: 'note', message });
}
