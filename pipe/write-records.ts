import type { Journals } from '../src/engine/write-journal.ts';
import { writeRecord } from '../src/engine/write-record.ts';
import type { Outcome } from '../src/release/record.ts';
import type { Running } from './carry-out.ts';
import { noteOutcomes } from './note-outcomes.ts';
import { recordLine } from './record-line.ts';

/** What came of the run, as its records tell it. */
export interface Written {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly live: ReadonlyMap<string, string | null | undefined>;
  readonly behind: readonly string[];
  /** Every host has it in its journal that the run has succeeded. */
  readonly noted: boolean;
}

/**
 * Gives every host the record of the run, which closes its journal, and gives its lock back; the lines are the records
 * beside the run.
 */
export async function writeRecords(
  running: Running,
  journals: Journals,
  { outcome, reason, live, behind, noted }: Written,
): Promise<readonly string[]> {
  const { session, context, hosts, holding } = running;
  // Where some were left behind on purpose, each host's record tells of that host.
  const outcomeOn = (host: string): Outcome => {
    if (behind.length === 0) return outcome;
    return behind.includes(host) ? 'failed' : 'activated';
  };
  const written = hosts.map((reached) => {
    const { name } = reached.host;
    const own = { host: reached, outcome: outcomeOn(name), reason, live: live.get(name) };
    return { name, connection: reached.connection, line: recordLine(running, own) };
  });
  if (!noted || outcome !== 'activated') await noteOutcomes(hosts, journals, outcomeOn);
  await Promise.all(
    written.map(({ name, connection, line }) =>
      writeRecord(holding.lastly(connection), session.at, {
        line,
        closes: journals.guards(name),
        emit: context.emit,
      }),
    ),
  );
  return written.map(({ line }) => line);
}
