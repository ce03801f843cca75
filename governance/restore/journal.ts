import * as z from 'zod';
import { evidencePlace, knownKind } from '../evidence/evidence.ts';
import type { Json } from '../resources/resource.ts';

const json = z.json() as z.ZodType<Json>;

const entry = z.looseObject({
  run: z.string(),
  at: z.string(),
  place: evidencePlace.shape.place,
  outcome: z.string(),
  kind: knownKind,
  key: z.string(),
  control: z.string(),
  before: json.exactOptional(),
  after: json.exactOptional(),
  /** What went with it: the variables of an environment, a repository’s inheriting of the branching model. */
  along: z.array(json).exactOptional(),
  /** Only a secured value was replaced: before and after look the same. */
  rotated: z.literal(true).exactOptional(),
});
export type JournalEntry = z.output<typeof entry>;

/** A journal as it is read: whole lines, and the numbers of those that are none. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  readonly damaged: readonly number[];
}

/** Reads `journal.jsonl`. A killed run may leave half a line. */
export function readJournal(text: string): Journal {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  const read = lines
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => ({ number, found: entryIn(line) }));
  return {
    entries: read.flatMap(({ found }) => found ?? []),
    damaged: read.filter(({ found }) => found === undefined).map(({ number }) => number),
  };
}

/** The runs of a journal, the newest first: when each began, and how much it wrote. */
export function runsIn({ entries }: Journal) {
  const runs = [...new Set(entries.map(({ run }) => run))].toReversed();
  return runs.map((run) => {
    const own = entries.filter((each) => each.run === run && each.outcome === 'begun');
    return { run, at: own[0]?.at ?? '', writes: own.length };
  });
}

function entryIn(line: string): JournalEntry | undefined {
  try {
    return entry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
