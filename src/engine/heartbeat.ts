import type { Connection } from '../io/io.ts';
import { script, toShell } from '../shell.ts';
import type { Locking } from './lock.ts';
import { beatScript } from './lock-scripts.ts';

/** Signs of life in a lease: one that is lost costs nothing. */
const beatsInLease = 6;

/** Tells the hosts whose lock we hold that we live, until it is stopped. `taken` may grow meanwhile. */
export function keepBeating(
  taken: ReadonlySet<Connection>,
  { at, owner, clock }: Pick<Locking, 'at' | 'owner' | 'clock'>,
): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const interval = owner.lease / beatsInLease;
  const beat = async () => {
    for (let count = 1; ; count++) {
      await clock.sleep(interval, stopped.signal);
      if (stopped.signal.aborted) return;
      const line = toShell(script(beatScript, at.lock, owner.token, String(count)));
      // A beat that does not arrive is no reason to end: the lock is looked at again before every phase.
      const sent = Promise.all(
        [...taken].map((each) => each.run(line, { repeatable: true }).catch(() => undefined)),
      );
      await Promise.race([sent, clock.sleep(interval, stopped.signal)]);
    }
  };
  const done = beat();
  return {
    stop: async () => {
      stopped.abort();
      await done;
    },
  };
}
