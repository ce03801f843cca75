import type { WayBack } from '../release/plan.ts';
import { type Engine, type Failure, runStage } from './run-stage.ts';

/**
 * Walks a way back. Each host goes by itself: one that fails does not keep the others, and goes no further. Returns what
 * could not be taken back; ends at once when another run has taken the lock.
 */
export async function takeBack(
  stages: readonly WayBack[],
  engine: Engine,
): Promise<readonly Failure[]> {
  const apart: Failure[] = [];
  for (const stage of stages) {
    const lost = new Set(apart.map(({ host }) => host));
    const lanes = stage.lanes.filter(({ host }) => !lost.has(host));
    if (lanes.length > 0) apart.push(...(await goBack({ ...stage, lanes }, engine)));
    if (apart.some(({ ousted }) => ousted)) return apart;
  }
  return apart;
}

async function goBack(stage: WayBack, engine: Engine): Promise<readonly Failure[]> {
  const before = { phase: stage.phase, back: true };
  const failures = await runStage(stage, engine, { interruptible: false, stops: 'host', before });
  if (failures.some(({ ousted }) => ousted)) return failures;
  return stage.advisory === true ? [] : failures;
}
