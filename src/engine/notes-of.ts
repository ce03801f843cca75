import type { Phase, Plan } from '../release/plan.ts';
import type { Manner } from './run-stage.ts';

/**
 * That a phase begins is written on each host before its first step there. That the switch begins is written with the
 * staged links: no host switches before it stands on all.
 */
export function notesOf({ stages }: Plan, phase: Phase): Pick<Manner, 'before' | 'after'> {
  const isPlanned = (other: Phase) => stages.some((each) => each.phase === other);
  const before = { phase, back: false };
  if (phase === 'stage' && isPlanned('switch'))
    return { before, after: { phase: 'switch', back: false } };
  return phase === 'switch' && isPlanned('stage') ? {} : { before };
}
