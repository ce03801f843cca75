import { type Holding, withLocks } from '../src/engine/lock.ts';
import type { Connection } from '../src/io/io.ts';
import { type HeldLock, nameOfOwner } from '../src/release/lock-owner.ts';
import type { Context } from './context.ts';
import { pipelineOf, whoOf } from './environment.ts';
import type { Session } from './session.ts';

/** Does the work while nobody else may change the hosts that were reached. `wait`: seconds for which a living owner is waited for. */
export async function underLocks<Result>(
  { at, reached, config: { lease } }: Session,
  context: Context,
  wait: number,
  work: (holding: Holding) => Promise<Result>,
): Promise<Result> {
  const { emit, run, environment, now, nonce, seconds, sleep, signal } = context;
  const where = pipelineOf(environment) || 'a command line';
  return withLocks(
    {
      connections: reached.map(({ connection }) => connection),
      at,
      owner: { token: nonce(), run, who: whoOf(environment), where, since: now(), lease },
      emit,
      clock: { seconds, sleep },
      signal,
      wait,
      onWaiting: tellOnce(emit),
    },
    work,
  );
}

/** One line for each lock that is waited for, and another when its owner turns out to live. */
function tellOnce(emit: Context['emit']) {
  const told = new Set<string>();
  return async ({ host }: Connection, lock: HeldLock, alive: boolean) => {
    const message = alive
      ? `${host}: waiting for ${nameOfOwner(lock)}`
      : `${host}: the lock is held by ${nameOfOwner(lock)}: watching whether that run is alive`;
    if (told.has(message)) return;
    told.add(message);
    emit({ type: 'noted', severity: 'note', message });
  };
}
