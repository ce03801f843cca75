import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; only the whole word "yes" is one. */
export async function askPerson(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: stdin, output: stdout });
  try {
    const answer = await terminal.question(`${question} Type "yes": `, { signal });
    return answer.trim() === 'yes';
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}
