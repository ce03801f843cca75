import type { Engine } from '../src/engine/run-stage.ts';
import { type Performing, perform } from '../src/io/perform.ts';
import type { Context } from './context.ts';
import type { Reached } from './session.ts';

/** An engine that works on these hosts, with the package that is being placed if there is one. */
export function engineFor(
  context: Context,
  hosts: readonly Reached[],
  release: Performing['release'],
): Engine {
  const { emit, seconds, nonce, signal } = context;
  const connections = new Map(hosts.map(({ host, connection }) => [host.name, connection]));
  const world: Performing = { connections, release, emit, seconds, nonce };
  return { perform: (call) => perform(call, world), emit, seconds, signal };
}
