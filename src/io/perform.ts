import type { Beginning, Chunk } from '../release/chunk.ts';
import { runner, type Step } from '../release/plan.ts';
import { connectionOf, type Performing, performStep } from './perform-step.ts';
import { runCommands } from './run-commands.ts';

/** Carries a chunk out: commands and what is noted before and after them in one round trip, anything else by itself. */
export async function perform(chunk: Chunk, world: Performing): Promise<void> {
  const { host, phase, before, steps, after, signal, onPassed } = chunk;
  if (host !== runner && steps.every(isCommand)) {
    return runOn(chunk, world, { commands: steps.filter(isCommand), before, after });
  }
  if (before !== undefined) await runOn(chunk, world, { commands: [], before, after: undefined });
  for (const step of steps) {
    await performStep({ host, phase, step, signal }, world);
    onPassed(step);
  }
  if (after !== undefined)
    await runOn(chunk, world, { commands: [], before: after, after: undefined });
}

type Command = Extract<Step, { does: 'run' }>;

function isCommand(step: Step): step is Command {
  return step.does === 'run';
}

async function runOn(
  { host, signal, onPassed }: Chunk,
  world: Performing,
  own: Pick<Chunk, 'before' | 'after'> & { readonly commands: readonly Command[] },
): Promise<void> {
  // What is done from here is nobody's to write down.
  if (host === runner) return;
  const connection = connectionOf({ host }, world);
  const { journals, nonce, directory } = world;
  // A run that was stopped for a while, and woken when its lock was another's, must not finish what it was in.
  const note = (beginning: Beginning | undefined) =>
    beginning === undefined ? journals?.guards(host) : journals?.begins(host, beginning);
  await runCommands(connection, { ...own, signal, onPassed }, { note, mark: nonce(), directory });
}
