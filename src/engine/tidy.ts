import type { Plan } from '../release/plan.ts';
import { type Engine, runStage } from './run-stage.ts';

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
