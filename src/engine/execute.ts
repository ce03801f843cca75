import { type Phase, type Plan, runner, type Stage } from '../release/plan.ts';
import { notesOf } from './notes-of.ts';
import { type Engine, type Failure, runStage } from './run-stage.ts';
import { sentencesOf } from './sentences-of.ts';
import { takeBack } from './take-back.ts';

/** How a plan ended. */
export interface Execution {
  readonly outcome: 'activated' | 'failed' | 'rolled-back' | 'split';
  /** One sentence; empty when all went well. */
  readonly reason: string;
  /** Hosts that could not be taken back. */
  readonly apart: readonly Failure[];
  /** Hosts that failed and were left as they were, while the others went on: only where the plan says so. */
  readonly behind: readonly string[];
  /** Another run has taken the lock: what becomes of the hosts is its to decide, and to record. */
  readonly ousted: boolean;
}

/** How far a plan has come. */
interface Progress {
  /** Which hosts have begun a phase. */
  readonly begun: Map<Phase, Set<string>>;
  /** Which phases every host has passed. */
  readonly passed: Set<Phase>;
  readonly behind: Set<string>;
  /** Why hosts are behind. */
  readonly lost: Failure[];
  /** What could not be taken back of those. */
  readonly apart: Failure[];
}

/** Carries a plan out. Knows no strategy: it only walks stages, lanes and steps, and the way back when one fails. */
export async function execute(plan: Plan, engine: Engine): Promise<Execution> {
  const progress: Progress = {
    begun: new Map(),
    passed: new Set(),
    behind: new Set(),
    lost: [],
    apart: [],
  };
  for (const stage of plan.stages) {
    const ended = await pass(stage, { plan, engine, progress });
    if (ended !== undefined) return ended;
  }
  return ending(progress);
}

/** One stage; an end when the plan does not go on after it. */
async function pass(each: Stage, going: Going): Promise<Execution | undefined> {
  const { plan, engine, progress } = going;
  const stage = without(each, progress.behind);
  if (engine.signal.aborted) return turnBack(plan, engine, progress, 'interrupted');
  const failures = await begin(stage, going);
  if (failures.some(({ ousted }) => ousted)) return oust(progress, failures);
  if (failures.length > 0) {
    if (!mayLeave(plan, stage, { failures, progress })) {
      return turnBack(plan, engine, progress, sentencesOf(failures).join('; '));
    }
    await leaveBehind(plan, engine, { failures, progress });
  }
  progress.passed.add(stage.phase);
  return undefined;
}

interface Going {
  readonly plan: Plan;
  readonly engine: Engine;
  readonly progress: Progress;
}

async function begin(stage: Stage, { plan, engine, progress }: Going): Promise<readonly Failure[]> {
  const { phase, lanes } = stage;
  const begun = progress.begun.get(phase) ?? new Set();
  for (const { host } of lanes) begun.add(host);
  progress.begun.set(phase, begun);
  // A rename takes less time than deciding not to do it: nothing interrupts the switch.
  const interruptible = !['stage', 'switch'].includes(phase);
  const stops = canContinue(plan, stage) ? 'host' : 'all';
  return runStage(stage, engine, { interruptible, stops, ...notesOf(plan, phase) });
}

function hostsOf({ lanes }: Stage): string[] {
  return lanes.map(({ host }) => host).filter((host) => host !== runner);
}

/** A migration that failed is everybody's: no host may go on to code that needs it. */
function canContinue({ onHostFailure }: Plan, { phase }: Stage): boolean {
  return onHostFailure === 'continue' && phase !== 'migrate';
}

interface Lost {
  readonly failures: readonly Failure[];
  readonly progress: Progress;
}

/** May the others go on? Not if the whole was asked and failed, nobody is left, or the one lost was to migrate for all. */
function mayLeave(plan: Plan, stage: Stage, { failures, progress }: Lost): boolean {
  const failed = new Set(failures.map(({ host }) => host));
  const gone = new Set([...progress.behind, ...failed]);
  const others = new Set(plan.stages.flatMap(hostsOf).filter((host) => !gone.has(host)));
  const migrates = plan.stages.some(
    ({ phase, lanes }) =>
      phase === 'migrate' &&
      !progress.passed.has(phase) &&
      lanes.some(({ host }) => failed.has(host)),
  );
  return canContinue(plan, stage) && !failed.has(runner) && others.size > 0 && !migrates;
}

async function leaveBehind(plan: Plan, engine: Engine, { failures, progress }: Lost) {
  const failed = new Set(failures.map(({ host }) => host));
  const reason = sentencesOf(failures).join('; ');
  const message = `going on without ${[...failed].join(', ')}: ${reason}`;
  engine.emit({ type: 'noted', severity: 'warning', message });
  const switched = progress.begun.get('switch') ?? new Set();
  const stages = plan.rollback
    .filter(({ undoes, phase }) => undoes === 'switch' && phase !== 'verify')
    .map((stage) => only(stage, ({ host }) => failed.has(host) && switched.has(host)));
  progress.apart.push(...(await takeBack(stages, engine)));
  progress.lost.push(...failures);
  for (const host of failed) progress.behind.add(host);
}

/** The stage for the hosts that are still with us; nobody asks those that are not whether they answer. */
function without(stage: Stage, behind: ReadonlySet<string>): Stage {
  if (behind.size === 0) return stage;
  const lanes = stage.lanes
    .filter(({ host }) => !behind.has(host))
    .map(({ host, steps }) => ({
      host,
      steps: steps.filter((step) => step.does !== 'probe' || !behind.has(step.of ?? '')),
    }));
  return { ...stage, lanes };
}

async function turnBack(
  { rollback }: Plan,
  engine: Engine,
  progress: Progress,
  because: string,
): Promise<Execution> {
  const { begun, passed, behind } = progress;
  const stages = rollback
    .map((stage) => {
      const hosts = begun.get(stage.undoes) ?? new Set();
      // Of a switch where it began, of other phases where they passed.
      const due = stage.undoes === 'switch' || passed.has(stage.undoes);
      return only(
        stage,
        ({ host }) =>
          due && !behind.has(host) && (host === runner ? hosts.size > 0 : hosts.has(host)),
      );
    })
    .filter(({ lanes }) => lanes.length > 0);
  const before = { ...ending(progress), outcome: 'failed', reason: because } as const;
  if (stages.length === 0) return before;
  engine.emit({ type: 'way-back-started', because });
  const failures = await takeBack(stages, engine);
  const apart = [...progress.apart, ...failures];
  const reason = [because, ...sentencesOf(failures).map((each) => `on the way back, ${each}`)];
  const ousted = failures.some((each) => each.ousted);
  // What could not be taken back is half done, also where no pointer was touched: migrations.
  const clean = begun.has('switch') ? 'rolled-back' : 'failed';
  const outcome = apart.length > 0 ? 'split' : clean;
  return { ...before, outcome, reason: reason.join('; '), apart, ousted };
}

function only<Kept extends Stage>(
  stage: Kept,
  keep: (lane: Stage['lanes'][number]) => boolean,
): Kept {
  return { ...stage, lanes: stage.lanes.filter(keep) };
}

/** Another run took the lock because this one gave no sign of life: it recovers what we began. */
function oust({ begun }: Progress, failures: readonly Failure[]): Execution {
  return {
    outcome: begun.has('switch') ? 'split' : 'failed',
    reason: sentencesOf(failures).join('; '),
    apart: [],
    behind: [],
    ousted: true,
  };
}

function ending({ behind, lost, apart }: Progress): Execution {
  return {
    outcome: behind.size > 0 ? 'split' : 'activated',
    reason: sentencesOf([...lost, ...apart]).join('; '),
    apart,
    behind: [...behind],
    ousted: false,
  };
}
