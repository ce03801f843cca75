import type { Holding } from '../src/engine/lock.ts';
import type { Engine } from '../src/engine/run-stage.ts';
import { type Journalling, noteIntent } from '../src/engine/write-journal.ts';
import { type Performing, perform } from '../src/io/perform.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';

/** What an engine works with, but the hosts. */
export interface Working {
  /** The package that is being placed, if there is one. */
  readonly release?: Performing['release'];
  /** Where intents are written; nowhere when nothing is going to be changed. */
  readonly journalling?: Journalling;
}

/** An engine that works on these hosts. */
export function engineFor(
  context: Context,
  hosts: readonly Reached[],
  { release, journalling }: Working = {},
): Engine {
  const { emit, seconds, nonce, signal } = context;
  const world: Performing = { connections: connectionsOf(hosts), release, emit, seconds, nonce };
  return {
    perform: (call) => perform(call, world),
    intend: async (intent) => (journalling === undefined ? [] : noteIntent(journalling, intent)),
    emit,
    seconds,
    signal,
  };
}

/** The hosts' connections, by name. */
export function connectionsOf(hosts: readonly Reached[]) {
  return new Map(hosts.map(({ host, connection }) => [host.name, connection]));
}

/** Where it is written what a run is about to do. */
export function journallingOf({
  session,
  hosts,
  holding,
}: {
  readonly session: Session;
  readonly hosts: readonly Reached[];
  readonly holding: Holding;
}): Journalling {
  return { connections: connectionsOf(hosts), at: session.at, holding };
}
