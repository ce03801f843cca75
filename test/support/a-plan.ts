import type { Phase, Plan, Stage, WayBack } from '../../src/release/plan.ts';
import { aStep } from './a-script.ts';

/** A phase in which every host, named by a letter, makes one step: `send a`. */
export function aStage(phase: Phase, hosts: string, title: string = phase): Stage {
  return {
    phase,
    lanes: [...hosts].map((host) => ({ host, steps: [aStep(`${title} ${host}`)] })),
  };
}

/** The hosts’ way back from a phase: `restore a`. */
export function aWayBack(stage: Stage, own: Partial<WayBack> = {}): WayBack {
  return { undoes: 'switch', ...stage, ...own };
}

/** A release of two hosts that can go back, but for what is named. */
export function aPlan(own: Partial<Plan> = {}): Plan {
  return {
    action: 'activate',
    build: 'B',
    target: 'production',
    stages: [aStage('upload', 'ab', 'send'), aStage('switch', 'ab'), aStage('reload', 'ab')],
    rollback: [
      aWayBack(aStage('switch', 'ab', 'restore')),
      aWayBack(aStage('reload', 'ab', 'reload back')),
    ],
    finish: [],
    ...own,
  };
}
