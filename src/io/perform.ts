import type { Beginning, Chunk } from '../release/chunk.ts';
import { runner, type Step } from '../release/plan.ts';
import type { ShellCommand } from '../shell.ts';
import type { Opening } from './guarded.ts';
import { connectionOf, type Performing, performStep } from './perform-step.ts';
import { runCommands } from './run-commands.ts';

/**
 * Carries a chunk out: commands, with what is noted before and after them and the upload that comes next, in one round
 * trip; anything else by itself.
 */
export async function perform(chunk: Chunk, world: Performing): Promise<void> {
  const { proofs, commands, last } = partsOf(chunk.steps);
  for (const step of proofs) await performOne(chunk, step, world);
  if (last === undefined) return runOn(chunk, world, commands);
  if (mayOpen(last, commands))
    await performOne(chunk, last, world, openingOf(chunk, world, commands));
  else {
    await runOn({ ...chunk, after: undefined }, world, commands);
    await performOne(chunk, last, world);
  }
  await runOn({ ...chunk, before: chunk.after, after: undefined }, world, []);
}

type Command = Extract<Step, { does: 'run' }>;

function partsOf(steps: readonly Step[]) {
  return {
    proofs: steps.filter(({ does }) => does === 'prove'),
    commands: steps.filter((step): step is Command => step.does === 'run'),
    last: steps.find(({ does }) => does !== 'prove' && does !== 'run'),
  };
}

/** Where the connection breaks it is begun anew, and with it all that was done in one go. */
function mayOpen(last: Step, commands: readonly Command[]): boolean {
  return (
    last.does !== 'probe' && last.does !== 'rename' && commands.every((each) => each.repeatable)
  );
}

async function performOne(
  { host, phase, signal, onPassed }: Chunk,
  step: Step,
  world: Performing,
  opening?: Opening,
): Promise<void> {
  await performStep({ host, phase, step, signal, ...(opening && { opening }) }, world);
  onPassed(step);
}

function openingOf(
  { host, before, onPassed }: Chunk,
  world: Performing,
  commands: readonly Command[],
): Opening {
  const noted = noteOf(host, world, before);
  let passed = false;
  return {
    commands: [...(noted ? [noted] : []), ...commands.map(({ command }) => command)],
    onPassed: () => {
      if (!passed) for (const step of commands) onPassed(step);
      passed = true;
    },
  };
}

/** A run that was stopped for a while, and woken when its lock was another's, must not finish what it was in. */
function noteOf(
  host: string,
  { journals }: Performing,
  beginning: Beginning | undefined,
): ShellCommand | undefined {
  return beginning === undefined ? journals?.guards(host) : journals?.begins(host, beginning);
}

async function runOn(
  { host, before, after, signal, onPassed }: Chunk,
  world: Performing,
  commands: readonly Command[],
): Promise<void> {
  // What is done from here is nobody's to write down.
  if (host === runner) return;
  if (commands.length === 0 && before === undefined && after === undefined) return;
  const { nonce, directory } = world;
  const note = (beginning: Beginning | undefined) => noteOf(host, world, beginning);
  await runCommands(
    connectionOf({ host }, world),
    { commands, before, after, signal, onPassed },
    { note, mark: nonce(), directory },
  );
}
