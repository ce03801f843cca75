import { reasonOf, Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Phase, Stage, Step } from '../release/plan.ts';

/** Carries out one step on one host. Rejects with what a person should know. */
type Perform = (call: {
  readonly host: string;
  readonly phase: Phase;
  readonly step: Step;
  readonly signal: AbortSignal | undefined;
}) => Promise<void>;

/** What the engine needs of the world. */
export interface Engine {
  readonly perform: Perform;
  readonly emit: Emit;
  /** Seconds of a clock that never goes back. */
  readonly seconds: () => number;
  /** Aborted when the run is to end: steps before the switch stop, those after it turn back. */
  readonly signal: AbortSignal;
}

/** A step that did not pass. */
export interface Failure {
  readonly host: string;
  readonly title: string;
  readonly reason: string;
}

/** How a stage is run. */
export interface Manner {
  readonly interruptible: boolean;
  /** Steps do not depend on each other: one that fails keeps no other. */
  readonly thorough?: boolean;
}

/**
 * Runs a stage's lanes side by side and returns what failed. When a lane fails, the others end their step and start
 * no other.
 */
export async function runStage(
  { phase, lanes }: Stage,
  engine: Engine,
  { interruptible, thorough = false }: Manner,
): Promise<Failure[]> {
  engine.emit({ type: 'phase-started', phase, hosts: lanes.map(({ host }) => host) });
  const failures: Failure[] = [];
  const signal = interruptible ? engine.signal : undefined;
  const goesOn = () => thorough || failures.length === 0;
  await Promise.all(
    lanes.map(async ({ host, steps }) => {
      for (const step of steps) {
        if (!goesOn()) return;
        const failure = await runStep({ host, phase, step, signal }, engine);
        if (failure !== undefined) failures.push(failure);
      }
    }),
  );
  return failures;
}

async function runStep(
  call: Parameters<Perform>[0],
  { perform, emit, seconds }: Engine,
): Promise<Failure | undefined> {
  const { host, phase, step, signal } = call;
  const began = seconds();
  try {
    emit({ type: 'step-started', host, step });
    if (signal?.aborted) throw new Stop('failed', 'interrupted');
    await perform(call);
    emit({ type: 'step-passed', phase, host, step, seconds: seconds() - began });
    return undefined;
  } catch (error) {
    const reason = signal?.aborted ? 'interrupted' : reasonOf(error);
    emit({ type: 'step-failed', phase, host, step, reason, seconds: seconds() - began });
    return { host, title: step.title, reason };
  }
}
