import { Stop } from '../error.ts';
import { held } from '../lock-held.ts';
import { Ousted } from '../ousted.ts';
import type { Beginning, Chunk } from '../release/chunk.ts';
import type { Step } from '../release/plan.ts';
import { type ShellCommand, toSubshell } from '../shell.ts';
import type { CommandResult, Connection } from './io.ts';
import { runBatch } from './run-batch.ts';

/** The commands of a chunk, and what is written down before and after them. */
export interface Commands extends Pick<Chunk, 'before' | 'after' | 'signal' | 'onPassed'> {
  readonly commands: readonly Extract<Step, { does: 'run' }>[];
}

/** Says on the host that a phase begins, or only that the lock is ours; undefined where neither is needed. */
type Note = (beginning: Beginning | undefined) => ShellCommand | undefined;

interface Surroundings {
  readonly note: Note;
  /** A word that no output contains. */
  readonly mark: string;
  /** The run’s own directory on the host. */
  readonly directory: string;
}

/** Runs a chunk's commands in one round trip, and writes down what begins before and after them. */
export async function runCommands(
  connection: Connection,
  { commands, before, after, signal, onPassed }: Commands,
  { note, mark, directory }: Surroundings,
): Promise<void> {
  const noted = (beginning: Beginning | undefined) => {
    const command = note(beginning);
    return command === undefined ? [] : [{ command, step: undefined }];
  };
  const all = [
    ...noted(before),
    ...commands.map((step) => ({ command: step.command, step })),
    ...(after === undefined ? [] : noted(after)),
  ];
  if (all.length === 0) return;
  const { passed, failed } = await runBatch(
    connection,
    all.map(({ command }) => toSubshell(command)),
    {
      mark,
      // Said twice, an intent is still the same intent.
      once: commands.every(({ repeatable }) => repeatable)
        ? undefined
        : { directory: `${directory}/once/${mark}`, guard: note(undefined) },
      ...(signal === undefined ? {} : { signal }),
    },
  );
  for (const { step } of all.slice(0, passed)) if (step !== undefined) onPassed(step);
  if (failed !== undefined) throw problemOf(connection.host, failed, all[passed]?.step);
}

function problemOf(host: string, { exit, signal, stderr }: CommandResult, step?: Step): Stop {
  if (step === undefined && exit === held) return new Ousted(host);
  const why = stderr.trim() || `it ended with ${exit ?? signal ?? 'nobody knows what'}`;
  return new Stop('failed', step === undefined ? `cannot write the journal: ${why}` : why);
}
