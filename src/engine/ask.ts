import type { Connection } from '../io/io.ts';
import type { Answers } from '../release/host-state.ts';
import { type ShellCommand, script, toShell, toSubshell } from '../shell.ts';

/** Several questions as one line of shell, which changes nothing and may be said twice. */
export interface Question {
  readonly line: string;
  /** Takes what the line printed apart: an answer is what the question printed. */
  read(stdout: string): Answers;
}

/** Puts questions together. `mark` is a word that no answer contains. */
export function question(
  questions: Readonly<Record<string, ShellCommand>>,
  mark: string,
): Question {
  const lines = Object.entries(questions).flatMap(([name, each]) => [
    toShell(['printf', '\\n%s %s\\n', mark, name]),
    `${toSubshell(each)} 2>/dev/null`,
  ]);
  return {
    line: toShell(script(lines.join('\n'))),
    read: (stdout) => {
      const [, ...parts] = stdout.split(`\n${mark} `);
      return Object.fromEntries(
        parts.map((part) => {
          const end = part.indexOf('\n');
          return [part.slice(0, end), part.slice(end + 1)];
        }),
      );
    },
  };
}

/** Puts all questions to a host in one command. `mark` is a word that no answer contains. */
export async function ask(
  connection: Connection,
  questions: Readonly<Record<string, ShellCommand>>,
  mark: string,
): Promise<Answers> {
  const { line, read } = question(questions, mark);
  return read((await connection.run(line, { repeatable: true })).stdout);
}
