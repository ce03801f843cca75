import type { Phase, Step } from './plan.ts';

/** A phase that is about to begin on a host; on the way back, too. */
export interface Beginning {
  readonly phase: Phase;
  readonly back: boolean;
}

/** What is done on one host in one go: steps one after another, up to the first that fails. */
export interface Chunk {
  readonly host: string;
  readonly phase: Phase;
  /** Written down on the host before the first step. */
  readonly before: Beginning | undefined;
  /** A proof, commands, and an upload or a comparison, in that order and each if any; or one of anything else. */
  readonly steps: readonly Step[];
  /** Written down on the host after the last step. */
  readonly after: Beginning | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called for each step that has passed, in order. */
  readonly onPassed: (step: Step) => void;
}
