import { type Calling, type Ended, start } from './cutover.ts';

/** A run that was killed: what it had said by then. */
export interface Killed {
  readonly said: string;
  /** Undefined when the run was over before it could be killed. */
  readonly killed: boolean;
  readonly ended: Ended;
}

/** Starts a run with `--debug` and kills it with -9 as soon as it has said so many lines about its hosts. */
export async function killAt(
  line: number,
  words: readonly string[],
  calling: Calling,
): Promise<Killed> {
  const run = start([...words, '--debug'], calling);
  let said = '';
  let killed = false;
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    if (killed || linesOfHosts(said) < line) return;
    killed = run.process.kill('SIGKILL');
  };
  run.process.stdout?.on('data', hear);
  run.process.stderr?.on('data', hear);
  const ended = await run.ended;
  return { said, killed: killed && ended.exit === null, ended };
}

/** Lines from when the hosts are worked on. */
export function linesOfHosts(said: string): number {
  const begin = said.indexOf('INFO: upload');
  return begin < 0 ? 0 : said.slice(begin).split('\n').length - 1;
}
