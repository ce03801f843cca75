import type { Connection } from '../io/io.ts';
import type { Answers } from '../release/host-state.ts';
import { type ShellCommand, script, toShell } from '../shell.ts';

/**
 * Puts all questions to a host in one command; an answer is what the question printed. `mark` is a word that no answer
 * contains.
 */
export async function ask(
  connection: Connection,
  questions: Readonly<Record<string, ShellCommand>>,
  mark: string,
): Promise<Answers> {
  const lines = Object.entries(questions).flatMap(([name, question]) => [
    toShell(['printf', '\\n%s %s\\n', mark, name]),
    `${toShell(question)} 2>/dev/null`,
  ]);
  const { stdout } = await connection.run(toShell(script(lines.join('\n'))), {
    repeatable: true,
  });
  const [, ...parts] = stdout.split(`\n${mark} `);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
}
