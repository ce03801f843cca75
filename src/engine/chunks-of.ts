import type { Chunk } from '../release/chunk.ts';
import type { Step } from '../release/plan.ts';
import type { Manner } from './run-stage.ts';

/**
 * Splits a lane into what can be done in one go: commands side by side, with the upload or the comparison that comes
 * after them. Anything else is one by itself; and so is every step where those after one that fails are to be done
 * all the same.
 */
export function chunksOf(
  steps: readonly Step[],
  { before, after, stops }: Pick<Manner, 'before' | 'after' | 'stops'>,
): Pick<Chunk, 'before' | 'steps' | 'after'>[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (stops !== 'nothing' && mayFollow(last?.at(-1), step)) last?.push(step);
    else groups.push([step]);
  }
  return groups.map((group, index) => ({
    before: index === 0 ? before : undefined,
    steps: group,
    after: index === groups.length - 1 ? after : undefined,
  }));
}

const carried: readonly Step['does'][] = ['run', 'upload', 'compare'];

function mayFollow(last: Step | undefined, next: Step): boolean {
  return (last?.does === 'run' || last?.does === 'prove') && carried.includes(next.does);
}
