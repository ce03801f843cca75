import type { Plan } from './plan.ts';
import { type Planning, planSwitch, planWayBack, stage } from './plan-switch.ts';
import { isLive, type Script } from './script.ts';

/** Each host back to what its script says: the same switch, the same reload, the same proof. Needs no package. */
export function planRollback(planning: Planning, scripts: readonly Script[]): Plan {
  const moving = scripts.filter((each) => !isLive(each));
  const live = planSwitch(planning, scripts);
  const switched = live.findIndex(({ phase }) => phase === 'switch') + 1;
  return {
    action: planning.action,
    build: [...new Set(scripts.map(({ to }) => to.build))].join(', '),
    target: planning.target,
    stages: [
      ...stage('upload', moving, ({ open }) => open),
      ...live.slice(0, switched),
      ...stage('migrate', moving, ({ undo }) => undo),
      ...live.slice(switched),
    ],
    rollback: planWayBack(planning, scripts),
    finish: [],
  };
}
