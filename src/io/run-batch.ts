import { toShell } from '../shell.ts';
import type { CommandResult, Connection, RunOptions } from './io.ts';
import { type Once, once } from './once.ts';

/** How a batch ended. */
export interface BatchResult {
  /** How many commands have passed: all of them, or those before the one that failed. */
  readonly passed: number;
  /** How that one ended; undefined when all have passed. */
  readonly failed: CommandResult | undefined;
}

/** How a batch is run. */
export interface BatchOptions extends Pick<RunOptions, 'signal'> {
  /** A word that no output contains. */
  readonly mark: string;
  /** For a batch that must not be done twice; undefined where doing it twice is harmless. */
  readonly once: Once | undefined;
}

/**
 * Runs lines of POSIX shell one after another in one round trip, up to the first that fails; rejects when nobody knows
 * how far they came. Where the connection breaks it is sent again.
 */
export async function runBatch(
  connection: Connection,
  lines: readonly string[],
  { mark, once: how, ...options }: BatchOptions,
): Promise<BatchResult> {
  // Each command but the last says that it has passed; the last one says it with its exit code.
  const text = lines.join(` && echo ${mark} >&2 && `);
  const sent =
    how === undefined
      ? { line: toShell(['sh', '-c', text]), options: { repeatable: true } as const }
      : once(text, how);
  const result = await connection.run(sent.line, { ...options, ...sent.options });
  if (result.exit === 0) return { passed: lines.length, failed: undefined };
  // What the commands before it said is not about it.
  const said = result.stderr.split(`${mark}\n`);
  return { passed: said.length - 1, failed: { ...result, stderr: said.at(-1) ?? '' } };
}
