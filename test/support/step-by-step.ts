import type { Engine } from '../../src/engine/run-stage.ts';
import type { Beginning, Chunk } from '../../src/release/chunk.ts';
import type { Step } from '../../src/release/plan.ts';

/** One step of a chunk. */
export type OneStep = Pick<Chunk, 'host' | 'phase' | 'signal'> & { readonly step: Step };

/** Carries chunks out step by step; what is noted before and after them goes to `note`. */
export function stepByStep(
  one: (call: OneStep) => Promise<void>,
  note: (host: string, beginning: Beginning) => Promise<void> = async () => undefined,
): Engine['perform'] {
  return async ({ host, phase, signal, before, steps, after, onPassed }) => {
    if (before !== undefined) await note(host, before);
    for (const step of steps) {
      await one({ host, phase, step, signal });
      onPassed(step);
    }
    if (after !== undefined) await note(host, after);
  };
}
