import { reasonOf } from '../error.ts';
import type { Connection } from '../io/io.ts';
import { type Intent, outcomeLine, phaseLine } from '../release/journal.ts';
import type { Layout } from '../release/layout.ts';
import type { Phase } from '../release/plan.ts';
import type { Outcome } from '../release/record.ts';
import { script, toShell } from '../shell.ts';
import type { Holding } from './lock.ts';
import { guardScript, held } from './lock-scripts.ts';
import type { Failure } from './run-stage.ts';

/** What an intent is written through: the hosts, and the lock we hold there. */
export interface Journalling {
  readonly connections: ReadonlyMap<string, Connection>;
  readonly at: Layout;
  readonly holding: Holding;
}

const guarded = `(${guardScript.trim()}
) || exit $?
shift 4
`;

/** The file appears whole, and stays through a loss of power, before anything it tells of is done. */
const openScript = `${guarded}umask 077
mkdir -p "$(dirname "$1")" && printf '%s\\n' "$2" > "$1.new" || exit 1
sync "$1.new" 2>/dev/null
mv "$1.new" "$1"`;

const appendScript = `${guarded}printf '%s\\n' "$2" >> "$1" || exit 1
sync "$1" 2>/dev/null || :`;

/** Writes on every host what the run means to do there. A failure: nothing was begun, and nothing may be. */
export async function openJournals(
  journalling: Journalling,
  intents: readonly Intent[],
): Promise<Failure[]> {
  const lines = new Map(intents.map((intent) => [intent.host, JSON.stringify(intent)]));
  return onEach(journalling, [...lines.keys()], (host) => [openScript, lines.get(host) ?? '']);
}

/** Writes on the hosts of a phase that it is about to begin, if the lock is still ours. */
export async function noteIntent(
  journalling: Journalling,
  {
    phase,
    hosts,
    back,
  }: { readonly phase: Phase; readonly hosts: readonly string[]; readonly back: boolean },
): Promise<Failure[]> {
  return onEach(journalling, hosts, () => [appendScript, phaseLine(phase, back)]);
}

/**
 * Writes on every host how the run ended there, before any of them gets its record and loses its journal: should the run
 * die in between, no host is left that would not know it. What can't be written is left to the records.
 */
export async function noteOutcomes(
  journalling: Journalling,
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  await onEach(journalling, [...outcomes.keys()], (host) => [
    appendScript,
    outcomeLine(outcomes.get(host) ?? 'failed'),
  ]);
}

async function onEach(
  { connections, at, holding }: Journalling,
  hosts: readonly string[],
  lineFor: (host: string) => readonly [script: string, line: string],
): Promise<Failure[]> {
  const write = async (host: string): Promise<Failure[]> => {
    const connection = connections.get(host);
    if (connection === undefined) return [];
    const [text, line] = lineFor(host);
    const number = String(holding.numbers.get(host));
    const guard = [at.lock, holding.token, at.fence, number];
    const problem = await problemOfWriting(
      connection,
      toShell(script(text, ...guard, at.journal, line)),
    );
    return problem === undefined ? [] : [{ host, title: 'Note the intent', ...problem }];
  };
  return (await Promise.all(hosts.map(write))).flat();
}

async function problemOfWriting(connection: Connection, line: string) {
  try {
    // Said twice, an intent is still the same intent.
    const { exit, stderr } = await connection.run(line, { repeatable: true });
    if (exit === 0) return undefined;
    if (exit === held) return { reason: 'the lock is not ours any more', ousted: true };
    return { reason: stderr.trim() || `exit ${exit}` };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}
