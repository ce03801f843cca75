import { writeRecord } from '../src/engine/write-record.ts';
import type { Intent } from '../src/release/journal.ts';
import type { Outcome } from '../src/release/record.ts';
import { endOf } from '../src/release/recovery.ts';
import { journalsOf } from './engine-for.ts';
import { noteOutcomes } from './note-outcomes.ts';
import type { Dead } from './plan-of-recovery.ts';
import { recordLine, signatureOf } from './record-line.ts';
import type { Recovering } from './recover-runs.ts';
import type { Reached } from './session.ts';
import { factsOf } from './write-scripts.ts';

/** What came of recovering a run. */
interface Came {
  /** Hosts on which it could not be ended: their journals stay. */
  readonly failed: readonly string[];
  readonly apart: readonly string[];
  readonly live: ReadonlyMap<string, string | null | undefined>;
}

/** Gives every host of a dead run the record it still lacks, signed by whose run it was, and closes its journal. */
export async function recordRecovery(
  recovering: Recovering,
  dead: Dead,
  came: Came,
): Promise<void> {
  const { session, context, holding } = recovering;
  const open = dead.hosts
    .filter(({ host }) => !came.failed.includes(host.name))
    .map((reached) => ({ reached, intent: intentOn(dead, reached) }));
  const journals = journalsOf({ session, holding });
  await noteOutcomes(
    open.map(({ reached }) => reached),
    journals,
    (name) => endOn(dead, came, name),
  );
  await Promise.all(
    open.map(({ reached, intent }) => {
      const line = lineFor({ recovering, dead, came }, reached, intent);
      return writeRecord(reached.connection, session.at, {
        line,
        closes: journals.guards(reached.host.name),
        emit: context.emit,
      });
    }),
  );
}

/** A host on which nothing had begun was part of the run all the same. */
function intentOn({ journals, intent }: Dead, { host, state }: Reached): Intent {
  const own = journals.get(host.name)?.intent;
  if (own !== undefined) return own;
  const from = state.live === undefined ? null : factsOf(state.live, state.records);
  return { ...intent, host: host.name, from };
}

interface Recording {
  readonly recovering: Recovering;
  readonly dead: Dead;
  readonly came: Came;
}

/** No line where the record is there already: then only the journal was left. */
function lineFor({ recovering, dead, came }: Recording, reached: Reached, intent: Intent): string {
  const { context } = recovering;
  const { verdict, run, plan } = dead;
  const { name } = reached.host;
  if (reached.state.records.some((record) => record.run === run)) return '';
  const me = signatureOf(context);
  const recovered = `it died in ${verdict.phase} and was recovered by run ${me.run} of ${me.by}`;
  return recordLine(
    {
      context,
      request: {
        action: intent.action,
        reason: intent.reason,
        goal: () => intent.goal,
        migrations: () => intent.migrations,
      },
      plan,
      started: intent.started_at,
      signed: { run, by: intent.by, pipeline: intent.pipeline },
      from: intent.from?.build ?? null,
    },
    {
      host: reached,
      outcome: endOn(dead, came, name),
      reason: [recovered, ...came.apart].join('; '),
      live: came.live.get(name),
    },
  );
}

function endOn({ verdict, outcomes }: Dead, { apart }: Came, host: string): Outcome {
  return endOf(verdict, apart.length > 0) ?? outcomes.get(host) ?? verdict.outcome;
}
