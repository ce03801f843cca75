import { type Phase, type Plan, runner, type Stage, type WayBack } from '../release/plan.ts';
import { type Engine, type Failure, runStage } from './run-stage.ts';

/** How a plan ended. `apart`: hosts that could not be taken back. */
export interface Execution {
  readonly outcome: 'activated' | 'failed' | 'rolled-back' | 'split';
  /** One sentence; empty when all went well. */
  readonly reason: string;
  readonly apart: readonly Failure[];
}

/** Which hosts have begun a phase, and which phases every host has passed. */
interface Progress {
  readonly begun: Map<Phase, Set<string>>;
  readonly passed: Set<Phase>;
}

/** Carries a plan out. Knows no strategy: it only walks stages, lanes and steps, and the way back when one fails. */
export async function execute(plan: Plan, engine: Engine): Promise<Execution> {
  const progress: Progress = { begun: new Map(), passed: new Set() };
  for (const stage of plan.stages) {
    if (engine.signal.aborted) return turnBack(plan, engine, progress, 'interrupted');
    const failures = await begin(stage, engine, progress);
    if (failures.length > 0)
      return turnBack(plan, engine, progress, sentences(failures).join('; '));
    progress.passed.add(stage.phase);
  }
  return { outcome: 'activated', reason: '', apart: [] };
}

/** Tidying after a success: what fails is told, changes nothing, and keeps nothing else from being tidied. */
export async function tidy({ finish }: Plan, engine: Engine): Promise<void> {
  const manner = { interruptible: false, stops: 'nothing' } as const;
  for (const stage of finish) {
    for (const { host, title, reason } of await runStage(stage, engine, manner)) {
      engine.emit({
        type: 'noted',
        severity: 'warning',
        message: `${host}: ${title} failed: ${reason}`,
      });
    }
  }
}

async function begin(stage: Stage, engine: Engine, { begun }: Progress): Promise<Failure[]> {
  const hosts = begun.get(stage.phase) ?? new Set();
  for (const { host } of stage.lanes) hosts.add(host);
  begun.set(stage.phase, hosts);
  // A rename takes less time than deciding not to do it: nothing interrupts the switch.
  const interruptible = !['stage', 'switch'].includes(stage.phase);
  return runStage(stage, engine, { interruptible, stops: 'all' });
}

async function turnBack(
  { rollback }: Plan,
  engine: Engine,
  progress: Progress,
  because: string,
): Promise<Execution> {
  const stages = rollback
    .map((stage) => needed(stage, progress))
    .filter(({ lanes }) => lanes.length > 0);
  if (stages.length === 0) return { outcome: 'failed', reason: because, apart: [] };
  engine.emit({ type: 'way-back-started', because });
  const apart: Failure[] = [];
  for (const stage of stages) apart.push(...(await goBack(stage, engine, apart)));
  const reason = [because, ...sentences(apart).map((each) => `on the way back, ${each}`)].join(
    '; ',
  );
  // What could not be taken back is half done, also where no pointer was touched: migrations.
  if (apart.length > 0) return { outcome: 'split', reason, apart };
  return { outcome: progress.begun.has('switch') ? 'rolled-back' : 'failed', reason, apart };
}

/** The lanes whose undoing is due: of a switch where it began, of other phases where they passed. */
function needed(stage: WayBack, { begun, passed }: Progress): WayBack {
  const hosts = begun.get(stage.undoes) ?? new Set();
  const due = stage.undoes === 'switch' || passed.has(stage.undoes);
  return {
    ...stage,
    lanes: stage.lanes.filter(
      ({ host }) => due && (host === runner ? hosts.size > 0 : hosts.has(host)),
    ),
  };
}

/** Each host goes back by itself: one that fails does not keep the others, and goes no further. */
async function goBack(
  stage: WayBack,
  engine: Engine,
  apart: readonly Failure[],
): Promise<Failure[]> {
  const lost = new Set(apart.map(({ host }) => host));
  const lanes = stage.lanes.filter(({ host }) => !lost.has(host));
  if (lanes.length === 0) return [];
  const manner = { interruptible: false, stops: 'host' } as const;
  const failures = await runStage({ ...stage, lanes }, engine, manner);
  return stage.advisory === true ? [] : failures;
}

/** What failed, said once where it failed alike on several hosts. */
function sentences(failures: readonly Failure[]): string[] {
  const hosts = new Map<string, string[]>();
  for (const { host, title, reason } of failures) {
    const what = `${title}: ${reason}`;
    hosts.set(what, [...(hosts.get(what) ?? []), host]);
  }
  return [...hosts].map(([what, names]) => `${names.join(', ')}: ${what}`);
}
