import { type Holding, withLocks } from '../src/engine/lock.ts';
import { leaveQueue, newerThan, waitIn } from '../src/engine/queue.ts';
import { Stop } from '../src/error.ts';
import type { Connection } from '../src/io/io.ts';
import { type HeldLock, nameOfOwner } from '../src/release/lock-owner.ts';
import type { Context } from './context.ts';
import { pipelineOf, whoOf } from './environment.ts';
import type { Session } from './session.ts';

/** Does the work while nobody else may change the hosts that were reached. `wait`: seconds for which a living owner is waited for. */
export async function underLocks<Result>(
  session: Session,
  context: Context,
  wait: number,
  work: (holding: Holding) => Promise<Result>,
): Promise<Result> {
  const { at, reached, config, question } = session;
  const { emit, run, environment, now, nonce, seconds, sleep, signal } = context;
  const where = pipelineOf(environment) || 'a command line';
  const token = nonce();
  const queue = wait > 0 ? queueOf(session, context, token) : undefined;
  const tell = tellOnce(emit);
  return withLocks(
    {
      connections: reached.map(({ connection }) => connection),
      at,
      owner: { token, run, who: whoOf(environment), where, since: now(), lease: config.lease },
      emit,
      clock: { seconds, sleep },
      signal,
      wait,
      question: question.line,
      onWaiting: async (connection, lock, alive) => {
        tell(connection, lock, alive);
        await queue?.stand(connection);
      },
    },
    async (holding) => {
      await queue?.leave();
      return work(holding);
    },
  ).finally(() => queue?.leave());
}

/** One line for each lock that is waited for, and another when its owner turns out to live. */
function tellOnce(emit: Context['emit']) {
  const told = new Set<string>();
  return ({ host }: Connection, lock: HeldLock, alive: boolean) => {
    const message = alive
      ? `${host}: waiting for ${nameOfOwner(lock)}`
      : `${host}: the lock is held by ${nameOfOwner(lock)}: watching whether that run is alive`;
    if (told.has(message)) return;
    told.add(message);
    emit({ type: 'noted', severity: 'note', message });
  };
}

/** The run's place among those that wait; where only the newest goes on, it ends when a newer one comes. */
function queueOf({ at, target, name }: Session, { environment }: Context, token: string) {
  const me = { number: Number(environment.BITBUCKET_BUILD_NUMBER ?? 0), token };
  const stood = new Set<Connection>();
  const stand = async (connection: Connection) => {
    stood.add(connection);
    const waiters = await waitIn(connection, at, me);
    if (target.queue === 'newest' && newerThan(waiters, token) !== undefined) {
      throw new Stop('blocked', `Cannot wait for ${name}: a newer run waits for it, too`, {
        hint: 'That run takes its place: only the newest goes on (queue: newest)',
      });
    }
  };
  const leave = async () => {
    await Promise.all([...stood].map((connection) => leaveQueue(connection, at, me)));
    stood.clear();
  };
  return { stand, leave };
}
