import { type Execution, execute, tidy } from '../src/engine/execute.ts';
import { withLocks } from '../src/engine/lock.ts';
import { problemOf } from '../src/engine/problem-of.ts';
import type { Engine } from '../src/engine/run-stage.ts';
import { writeRecord } from '../src/engine/write-record.ts';
import type { Performing } from '../src/io/perform.ts';
import type { Plan } from '../src/release/plan.ts';
import type { ReleaseFacts } from '../src/release/script.ts';
import { settle } from '../src/release/settle.ts';
import { toShell } from '../src/shell.ts';
import type { Ending } from './command.ts';
import type { Context } from './context.ts';
import { endingOf } from './ending.ts';
import { engineFor } from './engine-for.ts';
import { pipelineOf, whoOf } from './environment.ts';
import { recordLine } from './record-line.ts';
import { all, type Reached, type Session } from './session.ts';

/** What to do with a target, decided on what its hosts say while nobody else may change them. */
export interface Request {
  readonly action: string;
  readonly reason: string;
  readonly package: Performing['release'];
  /** The plan, or a Stop when it is refused. Called with what the hosts say under the lock. */
  readonly plan: (hosts: readonly Reached[]) => Plan;
  /** What each host is to have when all went well. */
  readonly goal: (host: Reached) => ReleaseFacts;
  readonly migrations: (host: Reached) => readonly string[];
  /** What a success is called: `unchanged` when the pointer is not touched. */
  readonly success: 'activated' | 'unchanged';
}

/** Locks the target, asks its hosts again, carries the plan out, and leaves a record of it on every host. */
export async function carryOut(
  session: Session,
  context: Context,
  request: Request,
): Promise<Ending> {
  const { at } = session;
  const { emit, run, environment, now, nonce } = context;
  const connections = session.everyHost().map(({ connection }) => connection);
  const where = pipelineOf(environment) || 'a command line';
  const owner = { token: nonce(), run, who: whoOf(environment), where, since: now() };
  return withLocks({ connections, at, owner, emit }, async () => {
    const hosts = all(await session.look());
    const plan = request.plan(hosts);
    return lockedRun({ session, context, request, hosts, plan, started: now() });
  });
}

/** A run that holds its locks. */
export interface Running {
  readonly session: Session;
  readonly context: Context;
  readonly request: Request;
  /** What the hosts said before anything was done. */
  readonly hosts: readonly Reached[];
  readonly plan: Plan;
  readonly started: string;
}

async function lockedRun(running: Running): Promise<Ending> {
  const { session, context, request, hosts, plan } = running;
  const { emit, run } = context;
  const engine = engineFor(context, hosts, request.package);
  emit({ type: 'run-started', run, action: plan.action, target: plan.target, build: plan.build });
  const execution = await executeAndClear(running, engine);
  const { outcome, apart, live } = await truth(running, execution);
  emit({ type: 'finished', outcome });
  const reason = [execution.reason, ...apart].filter((part) => part !== '').join('; ');
  const lines = hosts.map((host) =>
    recordLine(running, { host, outcome, reason, live: live.get(host.host.name) }),
  );
  await Promise.all(
    hosts.map(({ connection }, index) =>
      writeRecord(connection, session.at, { line: lines[index] ?? '', emit }),
    ),
  );
  if (outcome === request.success) await tidy(plan, engine);
  return endingOf(running, { outcome, reason, live, lines });
}

/** Cleared before the record is written: on a full disk that is what makes room for it. */
async function executeAndClear({ session, context, hosts, plan }: Running, engine: Engine) {
  try {
    return await execute(plan, engine);
  } finally {
    await closeRun(session, context, hosts);
  }
}

/** What is live on each host now, whatever the engine believes. */
async function truth({ session, hosts, request }: Running, { outcome: said }: Execution) {
  const after = await session.look();
  const live = new Map(
    after.map((each) => [each.host.name, 'state' in each ? each.state.live : null] as const),
  );
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

async function closeRun(
  { strategy, target }: Session,
  { run, emit }: Context,
  hosts: readonly Reached[],
) {
  const line = toShell(strategy.close(run, target.strategy));
  for (const { connection } of hosts) {
    const problem = await problemOf(connection, line);
    if (problem === '') continue;
    const message = `${connection.host}: cannot clear what the run was sending: ${problem}`;
    emit({ type: 'noted', severity: 'warning', message });
  }
}
