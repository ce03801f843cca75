import { execute } from '../src/engine/execute.ts';
import type { Holding } from '../src/engine/lock.ts';
import type { Failure } from '../src/engine/run-stage.ts';
import { sentencesOf } from '../src/engine/sentences-of.ts';
import { takeBack } from '../src/engine/take-back.ts';
import { tidy } from '../src/engine/tidy.ts';
import type { Plan } from '../src/release/plan.ts';
import { unfinishedRuns, type Verdict } from '../src/release/recovery.ts';
import { closeRun } from './close-run.ts';
import type { Context } from './context.ts';
import { engineFor, journalsOf } from './engine-for.ts';
import { liveOn } from './live-on.ts';
import { type Dead, planOfRecovery } from './plan-of-recovery.ts';
import { recordRecovery } from './record-recovery.ts';
import { refuseDamaged } from './refuse-damaged.ts';
import type { Reached, Session } from './session.ts';

/** A target whose locks are ours, and what its hosts said under them. */
export interface Recovering {
  readonly session: Session;
  readonly context: Context;
  readonly holding: Holding;
  readonly hosts: readonly Reached[];
}

/** What became of a run that had died. */
export interface Recovered {
  readonly run: string;
  readonly action: string;
  readonly verdict: Verdict;
  readonly plan: Plan;
  /** What is live on each host now; null when nobody could look. */
  readonly live: ReadonlyMap<string, string | null | undefined>;
  /** What could not be done, as sentences; empty when the run is ended everywhere. */
  readonly apart: readonly string[];
  /** Hosts that were there and could not be taken back, or on. */
  readonly stuck: readonly string[];
}

/** Ends every run that died on these hosts, as their journals say; the hosts' locks must be ours. */
export async function recoverRuns(recovering: Recovering): Promise<readonly Recovered[]> {
  const { session, context } = recovering;
  const recovered: Recovered[] = [];
  let { hosts } = recovering;
  refuseDamaged(session, hosts);
  for (const run of unfinishedRuns(
    hosts.map(({ state }) => state),
    context.run,
  )) {
    recovered.push(await recoverRun({ ...recovering, hosts }, run));
    hosts = (await session.look()).filter((each) => 'state' in each);
  }
  return recovered;
}

async function recoverRun(recovering: Recovering, run: string): Promise<Recovered> {
  const { session, context, holding, hosts } = recovering;
  const { emit } = context;
  const dead = planOfRecovery(session, context.run, { hosts, run });
  const { verdict, plan } = dead;
  for (const message of [sentenceOf(dead), ...halfSentences(dead)])
    emit({ type: 'noted', severity: 'warning', message });
  // Hooks of a dead run go on until their time is up: they must not work beside what comes now.
  await closeRun(session, dead.hosts, { run, emit });
  const journals = journalsOf({ session, holding });
  const engine = engineFor(context, dead.hosts, { at: session.at, journals });
  const failures = await carry(dead, engine);
  await tidy(plan, engine);
  await closeRun(session, dead.hosts, context);
  const after = await session.look();
  const live = liveOn(after);
  const apart = [
    ...sentencesOf(failures),
    ...dead.missing.map((host) => `${host}: nobody could look`),
  ];
  const stuck = failures.map(({ host }) => host);
  await recordRecovery(recovering, dead, { failed: stuck, apart, live });
  return { run, action: dead.intent.action, verdict, plan, live, apart, stuck };
}

/** What could not be done. A run that could not go on is ended nowhere: its journals stay, and it is tried again. */
async function carry(
  { plan, outcomes }: Dead,
  engine: Parameters<typeof execute>[1],
): Promise<readonly Failure[]> {
  const { outcome, reason } = await execute({ ...plan, rollback: [] }, engine);
  if (outcome === 'activated') return takeBack(plan.rollback, engine);
  return [...outcomes.keys()].map((host) => ({ host, title: 'cannot go on', reason }));
}

function sentenceOf({ intent, verdict, run }: Dead): string {
  const how = { revert: 'is taken back', finish: 'goes on', leave: 'is left as it is' }[
    verdict.way
  ];
  return `run ${run} of ${intent.by} (${intent.action} of ${intent.goal.build}) died in ${verdict.phase}: it ${how}, as ${verdict.because}`;
}

function halfSentences({ half, intent }: Dead): string[] {
  return half.map(
    (host) =>
      `${host}: nobody knows how far the migrations of ${intent.goal.build} came, or the taking back of them: look there`,
  );
}
