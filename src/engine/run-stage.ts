import { reasonOf, Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import { isOusted } from '../ousted.ts';
import type { Beginning, Chunk } from '../release/chunk.ts';
import type { Lane, Phase, Stage, Step } from '../release/plan.ts';
import { chunksOf } from './chunks-of.ts';

/** Carries a chunk out. Rejects with what a person should know of the step, or the intent, that did not pass. */
type Perform = (chunk: Chunk) => Promise<void>;

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
  /** Another run has taken the lock: from here on, everything is its to decide. */
  readonly ousted?: boolean;
}

/** How a stage is run. */
export interface Manner {
  readonly interruptible: boolean;
  /** What a step that fails keeps from starting: every other, those after it on its host, or none. */
  readonly stops: 'all' | 'host' | 'nothing';
  /** What is written on each host before its first step, and after its last. */
  readonly before?: Beginning;
  readonly after?: Beginning;
}

/**
 * Runs a stage's lanes side by side and returns what failed. A step that has begun comes to its end, but for hooks that
 * prepare: those of the other hosts are stopped, for nothing will come of what they do.
 */
export async function runStage(stage: Stage, engine: Engine, manner: Manner): Promise<Failure[]> {
  const { phase, lanes } = stage;
  engine.emit({ type: 'phase-started', phase, hosts: lanes.map(({ host }) => host) });
  const failures: Failure[] = [];
  const inVain = new AbortController();
  const fail = (failure: Failure) => {
    failures.push(failure);
    // Half a migration is worse than a whole one, and after the switch each host is taken back by itself.
    if (phase === 'prepare' && manner.stops === 'all') inVain.abort();
  };
  const going = { phase, failures, fail, inVain: inVain.signal };
  await Promise.all(lanes.map((lane) => runLane(lane, { ...going, engine, manner })));
  return failures;
}

interface Going {
  readonly phase: Phase;
  readonly engine: Engine;
  readonly manner: Manner;
  readonly failures: readonly Failure[];
  readonly fail: (failure: Failure) => void;
  /** Aborted when hooks of this stage are to stop. */
  readonly inVain: AbortSignal;
}

/** One host's steps in order. What fails is told at once: the other lanes look there before they go on. */
async function runLane({ host, steps }: Lane, going: Going): Promise<void> {
  const { phase, engine, manner, failures, fail } = going;
  const counts = {
    all: () => true,
    host: (each: Failure) => each.host === host,
    nothing: () => false,
  };
  const chunks = chunksOf(steps, manner);
  for (const chunk of chunks) {
    if (failures.some(counts[manner.stops])) return;
    const signal = signalFor(chunk.steps, going);
    const failure = await runChunk({ host, phase, ...chunk, signal }, engine);
    if (failure !== undefined) fail(failure);
  }
}

function signalFor(
  [step]: readonly Step[],
  { engine, manner, inVain }: Going,
): AbortSignal | undefined {
  if (!manner.interruptible) return undefined;
  return step?.does === 'hook' ? AbortSignal.any([engine.signal, inVain]) : engine.signal;
}

async function runChunk(
  chunk: Omit<Chunk, 'onPassed'>,
  engine: Engine,
): Promise<Failure | undefined> {
  const { host, phase, steps, signal } = chunk;
  const { perform, emit, seconds } = engine;
  let began = seconds();
  let passed = 0;
  const onPassed = (step: Step) => {
    emit({ type: 'step-passed', phase, host, step, seconds: seconds() - began });
    began = seconds();
    passed += 1;
  };
  try {
    for (const step of steps) emit({ type: 'step-started', host, step });
    if (signal?.aborted) throw new Stop('failed', 'interrupted');
    await perform({ ...chunk, onPassed });
    return undefined;
  } catch (error) {
    const reason = whyFailed(error, chunk, engine);
    const step = steps[passed];
    if (step !== undefined) {
      emit({ type: 'step-failed', phase, host, step, reason, seconds: seconds() - began });
    }
    const title = step?.title ?? 'Note what begins';
    return { host, title, reason, ...(isOusted(error) && { ousted: true }) };
  }
}

function whyFailed(error: unknown, { signal }: Pick<Chunk, 'signal'>, engine: Engine): string {
  if (!signal?.aborted) return reasonOf(error);
  return engine.signal.aborted ? 'interrupted' : 'stopped, because another host failed';
}
