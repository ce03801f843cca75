import { Stop } from '../error.ts';
import type { Connection } from '../io/io.ts';
import { held } from '../lock-held.ts';
import { type HeldLock, lockScript, nameOfOwner, readLock } from '../release/lock-owner.ts';
import { script, toShell, toSubshell } from '../shell.ts';
import type { Locking } from './lock.ts';
import { clearScript, takeOverScript, takeScript } from './lock-scripts.ts';
import type { LockWatch } from './watch-locks.ts';

/** Seconds of silence after which an owner who left no name is dead. */
const unsignedLease = 30;

/** Seconds between two looks at a lock. */
const pause = 1;

/** A lock that is ours now. */
interface Taken {
  readonly number: number;
  /** What the host answered under it. */
  readonly said: string;
}

/** Takes the lock of a host and gives its number. A living owner is waited for as long as was asked; a dead one is succeeded. */
export async function takeLock(
  connection: Connection,
  locking: Locking,
  watch: LockWatch,
): Promise<number> {
  const began = locking.clock.seconds();
  const found = await tryLock(connection, locking);
  if ('number' in found) return found.number;
  return keepTrying({ connection, found, asked: began, began }, locking, watch);
}

interface Waiting {
  readonly connection: Connection;
  readonly found: HeldLock;
  /** When the host was asked for it. */
  readonly asked: number;
  /** When we came, by our clock. */
  readonly began: number;
}

async function keepTrying(
  { connection, began, ...first }: Waiting,
  locking: Locking,
  watch: LockWatch,
): Promise<number> {
  for (let { found, asked } = first; ; ) {
    if (found.token === locking.owner.token) throw sameMachine(connection.host);
    const number = await waitOrSucceed({ connection, found, asked, began }, locking, watch);
    if (number !== undefined) return number;
    asked = locking.clock.seconds();
    const next = await tryLock(connection, locking);
    if ('number' in next) return next.number;
    found = next;
  }
}

/** The number if the owner was dead; undefined when it is time to try again. A Stop when there is nothing to wait for. */
async function waitOrSucceed(
  { connection, found, asked, began }: Waiting,
  locking: Locking,
  watch: LockWatch,
): Promise<number | undefined> {
  const { clock, wait, signal } = locking;
  const { alive, unchanged } = watch.saw(connection.host, found, asked);
  // On the clock of whoever watches: what the clocks of the hosts say does not matter.
  if (unchanged >= leaseOf(found)) {
    const number = await succeed(connection, found, locking);
    if (number !== undefined) return number;
  }
  if (alive && clock.seconds() - began >= wait) throw isHeld(connection.host, found);
  await locking.onWaiting(connection, found, alive);
  await clock.sleep(pause, signal);
  if (signal.aborted) throw interrupted(connection.host);
  await watch.lookAtAll();
  return undefined;
}

/** Takes the lock of a host if it is free, else tells whose it is. */
export async function tryLock(connection: Connection, locking: Locking): Promise<Taken | HeldLock> {
  const { at, owner, question = '' } = locking;
  const { lock, root, fence } = at;
  const words = [lock, owner.token, signature(connection, locking), root, fence, lockScript];
  const take = toSubshell(script(takeScript, ...words));
  const line = toShell(['sh', '-c', `${take} || exit\n${question}\nexit 0`]);
  const { exit, stdout, stderr } = await connection.run(line, { repeatable: true });
  if (exit === 0) {
    const end = stdout.indexOf('\n');
    return { number: Number(stdout.slice(0, end)), said: stdout.slice(end + 1) };
  }
  const found =
    exit === held ? (readLock(stdout) ?? { token: '', beat: '', owner: undefined }) : undefined;
  if (found !== undefined) return found;
  throw new Stop(
    'failed',
    `Cannot lock ${connection.host}: ${stderr.trim() || 'nobody knows why'}`,
  );
}

/** Undefined when another run was faster, or the lock is free now: then it is tried again. */
async function succeed(
  connection: Connection,
  dead: HeldLock,
  locking: Locking,
): Promise<number | undefined> {
  const { at, owner, emit } = locking;
  if (dead.token === '') {
    const { exit } = await connection.run(toShell(script(clearScript, at.lock)));
    if (exit !== 0) throw isHeld(connection.host, dead);
    const message = `${connection.host}: a lock that nobody signed was taken away`;
    emit({ type: 'noted', severity: 'warning', message });
    return undefined;
  }
  const links = dead.owner === undefined ? [] : at.staged(dead.owner.run);
  const { exit, stdout, stderr } = await connection.run(
    toShell(
      script(
        takeOverScript,
        at.lock,
        owner.token,
        signature(connection, locking),
        at.fence,
        dead.token,
        dead.beat,
        ...links,
      ),
    ),
  );
  if (exit === held) return undefined;
  if (exit !== 0) {
    throw new Stop('failed', `Cannot take over the lock of ${connection.host}: ${stderr.trim()}`);
  }
  const message = `${connection.host}: the lock of ${nameOfOwner(dead)} was taken over: it gave no sign of life for ${leaseOf(dead)} s`;
  emit({ type: 'noted', severity: 'warning', message });
  return Number(stdout);
}

/** With the host’s name, so that a machine that has two is not taken for one that is asked twice. */
function signature({ host }: Connection, { owner }: Locking): string {
  return JSON.stringify({ ...owner, host });
}

function sameMachine(host: string): Stop {
  return new Stop(
    'usage',
    `Cannot use ${host}: another of the hosts is the same machine and root`,
    { hint: 'List every host of the target once' },
  );
}

function isHeld(host: string, lock: HeldLock): Stop {
  return new Stop('blocked', `Cannot lock ${host}: the lock is held by ${nameOfOwner(lock)}`, {
    hint:
      lock.token === ''
        ? 'Look at it with "cutover lock show"; "cutover lock break --reason …" takes it away'
        : 'Its run is alive: try again later, or wait for it with --wait 15m',
  });
}

function interrupted(host: string): Stop {
  return new Stop('failed', `Cannot lock ${host}: interrupted while waiting for the lock`);
}

function leaseOf({ owner }: HeldLock): number {
  return owner?.lease ?? unsignedLease;
}
