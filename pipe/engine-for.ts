import type { Holding } from '../src/engine/lock.ts';
import type { Engine } from '../src/engine/run-stage.ts';
import { type Journals, journals } from '../src/engine/write-journal.ts';
import { perform } from '../src/io/perform.ts';
import type { Performing } from '../src/io/perform-step.ts';
import type { Intent } from '../src/release/journal.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';

/** What an engine works with, but the hosts. */
export interface Working extends Pick<Session, 'at'> {
  /** The package that is being placed, if there is one. */
  readonly release?: Performing['release'];
  /** What was chosen for the hosts before they were locked. */
  readonly early?: Performing['early'];
  /** Where it is written what is about to begin; nowhere when nothing is going to be changed. */
  readonly journals?: Journals;
}

/** An engine that works on these hosts. */
export function engineFor(
  context: Context,
  hosts: readonly Reached[],
  { at, release, early, journals: written }: Working,
): Engine {
  const { emit, seconds, nonce, signal, run } = context;
  const connections = new Map(hosts.map(({ host, connection }) => [host.name, connection]));
  const world: Performing = {
    connections,
    release,
    early,
    emit,
    seconds,
    nonce,
    directory: at.run(run),
    ...(written !== undefined && { journals: written }),
  };
  return { perform: (chunk) => perform(chunk, world), emit, seconds, signal };
}

/** Where it is written what a run is about to do; without intents, where another run has begun to write. */
export function journalsOf(
  { session, holding }: { readonly session: Session; readonly holding: Holding },
  intents: readonly Intent[] = [],
): Journals {
  const named = new Map(intents.map((intent) => [intent.host, intent]));
  return journals({ at: session.at, holding, intents: named });
}
