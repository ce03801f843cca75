import type { Chunk } from '../release/chunk.ts';
import type { Step } from '../release/plan.ts';
import type { Manner } from './run-stage.ts';

/**
 * Splits a lane into what can be done in one go: commands side by side are one, anything else is one by
 * itself; and so is every command where those after one that fails are to be done all the same.
 */
export function chunksOf(
  steps: readonly Step[],
  { before, after, stops }: Pick<Manner, 'before' | 'after' | 'stops'>,
): Pick<Chunk, 'before' | 'steps' | 'after'>[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const joins = step.does === 'run' && last?.at(-1)?.does === 'run' && stops !== 'nothing';
    if (joins) last?.push(step);
    else groups.push([step]);
  }
  return groups.map((group, index) => ({
    before: index === 0 ? before : undefined,
    steps: group,
    after: index === groups.length - 1 ? after : undefined,
  }));
}
