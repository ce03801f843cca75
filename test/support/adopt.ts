import { ask } from '../../src/engine/ask.ts';
import { connectLocal } from '../../src/io/local.ts';
import { hostState } from '../../src/release/host-state.ts';
import { type Layout, layout } from '../../src/release/layout.ts';
import { adoptSteps } from '../../src/strategies/adoptions/adopt-steps.ts';
import { adoptionQuestions } from '../../src/strategies/adoptions/adoption-questions.ts';
import { readFound } from '../../src/strategies/adoptions/found.ts';
import { adoptionNamed } from '../../src/strategies/adoptions/index.ts';
import { type TakeOver, takeOver } from '../../src/strategies/adoptions/take-over.ts';
import type { Shared } from '../../src/strategies/strategy.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, nothingShared } from './a-target.ts';
import type { Shell } from './shells.ts';

/** How a directory is to be taken over. */
export interface AdoptOptions {
  readonly from: string;
  readonly shell: Shell;
  /** The shell of everything that changes something, if it is another. */
  readonly through?: Shell;
  readonly shared?: Shared;
  /** Where the releases lie, if not in the root. */
  readonly releases?: string;
}

/** What would be taken over, or why it is not. */
export async function look(target: ATarget, options: AdoptOptions) {
  const { from, shell, shared = nothingShared } = options;
  const places = placesOf(target, options);
  const at = layout(places);
  const adoption = adoptionNamed(from);
  const connection = connectLocal(shell.environment);
  const paths = [...shared.directories, ...shared.files];
  const asked = symlink.questions(places, { shared: paths, migrations: undefined });
  const state = hostState(await ask(connection, asked, 'mark-of-the-test'));
  const questions = adoptionQuestions(at, adoption, paths);
  const found = readFound(await ask(connection, questions, 'mark-of-the-test'));
  const name = 'adopted-1';
  return {
    at,
    state,
    taken: takeOver({ host: 'web-1', at, adoption, state, found, name, shared }),
  };
}

/** Takes a directory over, as a run does it. */
export async function adopt(target: ATarget, options: AdoptOptions): Promise<TakeOver> {
  const { at, taken } = await look(target, options);
  if ('problems' in taken) throw new Error(taken.problems.map(({ message }) => message).join('; '));
  await carryOut(target.through(options.through ?? options.shell), at, taken, options);
  return taken;
}

async function carryOut(target: ATarget, at: Layout, taken: TakeOver, options: AdoptOptions) {
  const steps = adoptSteps(at, taken);
  const places = placesOf(target, options);
  await target.run([...symlink.open('run', places), ...steps.stage, ...steps.finish]);
}

function placesOf({ root }: ATarget, { releases }: AdoptOptions) {
  return { type: 'symlink' as const, root, ...(releases === undefined ? {} : { releases }) };
}
