import { Stop } from '../../src/error.ts';
import { type LockHolder, localLock } from '../../src/io/local-lock.ts';
import type { Context } from '../context.ts';
import { whoOf } from '../environment.ts';
import { keptAt } from './kept-at.ts';
import { tellUnconfirmed } from './tell-unconfirmed.ts';

/**
 * Does some work while no other process of this machine changes settings from the same directory. Against other
 * machines there is no lock: there every write first looks whether things are still as they were planned.
 */
export async function alone<Came>(context: Context, work: () => Promise<Came>): Promise<Came> {
  const { run, environment, now } = context;
  const owner = { run, who: whoOf(environment), since: now() };
  const lock = await localLock(keptAt(context, 'lock'), owner);
  if ('heldBy' in lock) throw isHeld(lock.heldBy);
  try {
    await tellUnconfirmed(context);
    return await work();
  } finally {
    await lock.release();
  }
}

function isHeld({ file, run, who, since, host, pid }: LockHolder): Stop {
  const whose =
    run === undefined
      ? `somebody holds "${file}"`
      : `the run ${run} of ${who} has been at it since ${since} (process ${pid} on ${host})`;
  return new Stop('blocked', `Cannot change settings now: ${whose}`, {
    hint: `Wait for it to end; if it is dead on another machine, remove "${file}"`,
  });
}
