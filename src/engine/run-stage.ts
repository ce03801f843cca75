import { reasonOf, Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Lane, Phase, Stage, Step } from '../release/plan.ts';

/** Carries out one step on one host. Rejects with what a person should know. */
type Perform = (call: {
  readonly host: string;
  readonly phase: Phase;
  readonly step: Step;
  readonly signal: AbortSignal | undefined;
}) => Promise<void>;

/** Writes down on the hosts that a phase is about to begin there. What failed keeps it from beginning. */
type Intend = (intent: {
  readonly phase: Phase;
  readonly hosts: readonly string[];
  readonly back: boolean;
}) => Promise<readonly Failure[]>;

/** What the engine needs of the world. */
export interface Engine {
  readonly perform: Perform;
  readonly intend: Intend;
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
  /** Another run has taken the lock: from here on, everything is its to decide. */
  readonly ousted?: boolean;
}

/** How a stage is run. */
export interface Manner {
  readonly interruptible: boolean;
  /** What a step that fails keeps from starting: every other, those after it on its host, or none. */
  readonly stops: 'all' | 'host' | 'nothing';
}

/** Runs a stage's lanes side by side and returns what failed. A step that has begun always comes to its end. */
export async function runStage(stage: Stage, engine: Engine, manner: Manner): Promise<Failure[]> {
  const { phase, lanes } = stage;
  engine.emit({ type: 'phase-started', phase, hosts: lanes.map(({ host }) => host) });
  const failures: Failure[] = [];
  await Promise.all(lanes.map((lane) => runLane({ phase, lane, failures }, engine, manner)));
  return failures;
}

/** One host's steps in order. What fails is told at once: the other lanes look there before they go on. */
async function runLane(
  { phase, lane, failures }: { phase: Phase; lane: Lane; failures: Failure[] },
  engine: Engine,
  { interruptible, stops }: Manner,
): Promise<void> {
  const { host, steps } = lane;
  const signal = interruptible ? engine.signal : undefined;
  const counts = {
    all: () => true,
    host: (each: Failure) => each.host === host,
    nothing: () => false,
  };
  for (const step of steps) {
    if (failures.some(counts[stops])) return;
    const failure = await runStep({ host, phase, step, signal }, engine);
    if (failure !== undefined) failures.push(failure);
  }
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
