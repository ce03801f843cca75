import { type Execution, execute } from '../src/engine/execute.ts';
import type { Holding } from '../src/engine/lock.ts';
import { tidy } from '../src/engine/tidy.ts';
import { Stop } from '../src/error.ts';
import type { Performing } from '../src/io/perform-step.ts';
import type { Plan } from '../src/release/plan.ts';
import type { ReleaseFacts } from '../src/release/script.ts';
import { settle } from '../src/release/settle.ts';
import { closeAndLook } from './close-and-look.ts';
import type { Ending } from './command.ts';
import type { Context } from './context.ts';
import { endingOf } from './ending.ts';
import { engineFor, journalsOf } from './engine-for.ts';
import { intentsOf } from './intents-of.ts';
import { liveOn } from './live-on.ts';
import { type Recovered, recoverRuns } from './recover-runs.ts';
import { all, type Reached, type Seen, type Session, type Unreached } from './session.ts';
import { tellStale } from './tell-stale.ts';
import { underLocks } from './under-locks.ts';
import { withLeftOut } from './with-left-out.ts';
import { writeRecords } from './write-records.ts';

/** What to do with a target, decided on what its hosts say while nobody else may change them. */
export interface Request {
  readonly action: string;
  readonly reason: string;
  /** Seconds to wait for a run that holds the lock; none, if not given. */
  readonly wait?: number;
  readonly package: Performing['release'];
  /** What was chosen for the hosts before they were locked. */
  readonly early?: Performing['early'];
  /** The plan, or a Stop when it is refused. Called with what the hosts say under the lock. */
  readonly plan: (hosts: readonly Reached[]) => Plan | Promise<Plan>;
  /** What each host is to have when all went well. */
  readonly goal: (host: Reached) => ReleaseFacts;
  /** What was live on a host before, where that is not what it says itself. */
  readonly from?: (host: Reached) => string | null | undefined;
  readonly migrations: (host: Reached) => readonly string[];
  /** What a success is called: `unchanged` when the pointer is not touched. */
  readonly success: 'activated' | 'unchanged';
  /** The end, if putting a dead run right was all that was wanted; given only by who wants to know. */
  readonly afterRecovery?: (recovered: readonly Recovered[]) => Ending | undefined;
}

/**
 * Locks the target, puts right what a dead run left there, asks the hosts again, carries the plan out, and leaves a
 * record of it on every host.
 */
export async function carryOut(
  session: Session,
  context: Context,
  request: Request,
): Promise<Ending> {
  const { onHostFailure } = session.target;
  return underLocks(session, context, request.wait ?? 0, async (holding) => {
    const found = await session.look(holding.said);
    const recovered = await recoverRuns({
      session,
      context,
      holding,
      hosts: all(found, onHostFailure),
    });
    const enough = recovered.length > 0 ? request.afterRecovery?.(recovered) : undefined;
    if (enough !== undefined) return enough;
    refuseStuck(recovered, session, request);
    const hosts = all(recovered.length > 0 ? await session.look() : found, onHostFailure);
    const plan = await request.plan(hosts);
    return lockedRun({ session, context, request, hosts, plan, holding, started: context.now() });
  });
}

/**
 * A dead run that could not be ended is not written over by a release. A rollback is the way out: it must not be kept
 * waiting for what may never pass.
 */
function refuseStuck(
  recovered: readonly Recovered[],
  { name }: Session,
  { action }: Request,
): void {
  const stuck = recovered.filter((each) => each.stuck.length > 0);
  if (stuck.length === 0 || action === 'rollback') return;
  throw new Stop(
    'split',
    `Cannot begin ${action} on ${name}: run ${stuck[0]?.run} died there and could not be ended`,
    {
      details: stuck.flatMap(({ apart }) => apart),
      hint: 'Put that right and run "cutover recover", or go to a build that was good with "cutover rollback --to …"',
    },
  );
}

/** A run that holds its locks. */
export interface Running {
  readonly session: Session;
  readonly context: Context;
  readonly request: Request;
  readonly holding: Holding;
  /** What the hosts said before anything was done. */
  readonly hosts: readonly Reached[];
  readonly plan: Plan;
  readonly started: string;
}

async function lockedRun(running: Running): Promise<Ending> {
  const { session, context, request, hosts, plan } = running;
  const { emit, run } = context;
  const journals = journalsOf(running, intentsOf(running));
  const engine = engineFor(context, hosts, {
    at: session.at,
    early: request.early,
    release: request.package,
    journals,
  });
  emit({ type: 'run-started', run, action: plan.action, target: plan.target, build: plan.build });
  const execution = withLeftOut(running, await execute(plan, engine));
  const { after, noted } = await closeAndLook(running, journals, execution);
  const { outcome, apart, live } = truth(running, execution, after);
  emit({ type: 'finished', outcome });
  const reason = [execution.reason, ...apart].filter((part) => part !== '').join('; ');
  const came = { outcome, reason, live, behind: execution.behind, noted };
  if (outcome === request.success) await tidy(plan, engine);
  const lines = execution.ousted ? [] : await writeRecords(running, journals, came);
  return endingOf(running, { ...came, lines });
}

/** What is live on each host now, whatever the engine believes. */
function truth(
  { context, hosts, plan, request }: Running,
  { outcome: said }: Execution,
  after: readonly (Seen | Unreached)[],
) {
  if (said !== 'failed' && plan.stages.some(({ phase }) => phase === 'switch')) {
    tellStale(after, context.emit);
  }
  const live = liveOn(after);
  const settled = settle(
    said === 'activated' ? request.success : said,
    hosts.map((each) => ({
      host: each.host.name,
      before: each.state.live,
      goal: request.goal(each).build,
      now: live.get(each.host.name),
    })),
  );
  return { ...settled, live };
}
