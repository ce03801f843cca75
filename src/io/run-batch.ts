import type { CommandResult, Connection, RunOptions } from './io.ts';

/** How a batch ended. */
export interface BatchResult {
  /** How many commands have passed: all of them, or those before the one that failed. */
  readonly passed: number;
  /** How that one ended; undefined when all have passed. */
  readonly failed: CommandResult | undefined;
}

/**
 * Runs commands one after another in one round trip, up to the first that fails; rejects when nobody knows how far they
 * came. `mark` is a word that no output contains.
 */
export async function runBatch(
  connection: Connection,
  lines: readonly string[],
  { mark, ...options }: Pick<RunOptions, 'signal' | 'repeatable'> & { readonly mark: string },
): Promise<BatchResult> {
  // Each command but the last says on both outputs that it has passed; the last one says it with its exit code.
  const text = lines.join(` && echo ${mark} && echo ${mark} >&2 && `);
  const { exit, signal, stdout, stderr } = await connection.run(text, options);
  if (exit === 0) return { passed: lines.length, failed: undefined };
  const said = stdout.split(`${mark}\n`);
  // What the commands before it said is not about it.
  const own = { stdout: said.at(-1) ?? '', stderr: stderr.split(`${mark}\n`).at(-1) ?? '' };
  return { passed: said.length - 1, failed: { exit, signal, ...own } };
}
