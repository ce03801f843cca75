import { reasonOf } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Connection } from '../io/io.ts';
import { held } from '../lock-held.ts';
import type { Layout } from '../release/layout.ts';
import type { HeldLock, LockOwner } from '../release/lock-owner.ts';
import { script, toShell, toSubshell } from '../shell.ts';
import { keepBeating } from './heartbeat.ts';
import { giveBackScript } from './lock-scripts.ts';
import { takeLock, tryLock } from './take-lock.ts';
import { type LockWatch, watchLocks } from './watch-locks.ts';

/** A clock that never goes back, and a way to let it go on. */
interface LockClock {
  readonly seconds: () => number;
  /** Resolves after so many seconds, or at once when the signal is aborted. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

export interface Locking {
  readonly connections: readonly Connection[];
  readonly at: Layout;
  readonly owner: LockOwner;
  readonly emit: Emit;
  readonly clock: LockClock;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Seconds to wait for an owner who lives. */
  readonly wait: number;
  /** Told at every look at a lock that is another's; may throw a Stop to end the waiting. */
  readonly onWaiting: (connection: Connection, lock: HeldLock, alive: boolean) => Promise<void>;
  /** A line of shell that every host answers as soon as its lock is ours, in the same round trip. */
  readonly question?: string;
}

/** A lock that is ours: the number under which each host gave it. */
export interface Holding {
  readonly token: string;
  readonly numbers: ReadonlyMap<string, number>;
  /** What every host answered to the question; undefined where a lock was not to be had at once: answers grow old. */
  readonly said: ReadonlyMap<string, string> | undefined;
  /** A connection whose next command, if it passes, gives the lock of its host back as well. */
  lastly(connection: Connection): Connection;
}

/**
 * One run at a time on a target: a lock on every host, kept alive while the work goes on and given back on every way
 * out.
 */
export async function withLocks<Result>(
  locking: Locking,
  work: (holding: Holding) => Promise<Result>,
): Promise<Result> {
  const locks: Locks = { taken: new Set(), numbers: new Map(), said: new Map() };
  const { taken, numbers, said } = locks;
  const beating = keepBeating(taken, locking);
  const watch = watchLocks(locking.connections, locking.at, locking.clock.seconds);
  try {
    await takeAll(locking, watch, locks);
    const lastly = (connection: Connection) => lastOf(connection, locking, taken);
    const { token } = locking.owner;
    return await work({
      token,
      numbers,
      said: said.size < taken.size ? undefined : said,
      lastly,
    });
  } finally {
    await beating.stop();
    await Promise.all([...taken].map((connection) => giveBack(connection, locking)));
  }
}

/** The locks that are ours so far. */
interface Locks {
  readonly taken: Set<Connection>;
  readonly numbers: Map<string, number>;
  readonly said: Map<string, string>;
}

/**
 * All at once where all are free. Where one is not, only those are kept that come before it in the order of the hosts’
 * names, and the rest is taken in that order: two runs that start together cannot each hold half.
 */
async function takeAll(locking: Locking, watch: LockWatch, locks: Locks): Promise<void> {
  const { taken, numbers, said } = locks;
  const inOrder = locking.connections.toSorted(byName);
  const tried = await Promise.allSettled(
    inOrder.map(async (connection) => {
      const found = await tryLock(connection, locking);
      if (!('number' in found)) return false;
      numbers.set(connection.host, found.number);
      said.set(connection.host, found.said);
      taken.add(connection);
      return true;
    }),
  );
  for (const each of tried) if (each.status === 'rejected') throw each.reason;
  const firstHeld = tried.findIndex((each) => each.status === 'fulfilled' && !each.value);
  if (firstHeld < 0) return;
  said.clear();
  const rest = inOrder.slice(firstHeld);
  const early = rest.filter((connection) => taken.delete(connection));
  await Promise.all(early.map((connection) => giveBack(connection, locking)));
  for (const connection of rest) {
    numbers.set(connection.host, await takeLock(connection, locking, watch));
    taken.add(connection);
  }
}

async function giveBack(connection: Connection, { at, owner, emit }: Locking) {
  const problem = await connection
    .run(toShell(script(giveBackScript, at.lock, owner.token)), { repeatable: true })
    .then(({ exit, stderr }) => (exit === held ? 'it is not ours any more' : stderr.trim()))
    .catch(reasonOf);
  if (problem === '') return;
  const message = `${connection.host}: cannot give back the lock: ${problem}`;
  emit({ type: 'noted', severity: 'warning', message });
}

function lastOf(
  connection: Connection,
  { at, owner }: Locking,
  taken: Set<Connection>,
): Connection {
  const give = toSubshell(script(giveBackScript, at.lock, owner.token));
  return {
    ...connection,
    run: async (line, options) => {
      const result = await connection.run(toShell(['sh', '-c', `${line} && ${give}`]), options);
      if (result.exit === 0) taken.delete(connection);
      return result;
    },
  };
}

function byName(a: Connection, b: Connection): number {
  return a.host < b.host ? -1 : 1;
}
