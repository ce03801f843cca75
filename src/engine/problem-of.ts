import { reasonOf } from '../error.ts';
import type { Connection, RunOptions } from '../io/io.ts';

/** Why a command that only keeps the books did not pass; empty when it did. Never rejects. */
export async function problemOf(
  connection: Connection,
  line: string,
  options: RunOptions = {},
): Promise<string> {
  return connection
    .run(line, options)
    .then(({ exit, stderr }) => (exit === 0 ? '' : stderr.trim() || `exit ${exit}`))
    .catch(reasonOf);
}
