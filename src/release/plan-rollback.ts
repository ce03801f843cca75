import type { Plan } from './plan.ts';
import { type Planning, planSwitch, planWayBack, stage } from './plan-switch.ts';
import { isLive, type Script } from './script.ts';

/** Each host back to what its script says: the same switch, the same reload, the same proof. Needs no package. */
export function planRollback(planning: Planning, scripts: readonly Script[]): Plan {
  const moving = scripts.filter((each) => !isLive(each));
  const live = planSwitch(planning, scripts.map(opened));
  const switched = live.findIndex(({ phase }) => phase === 'switch') + 1;
  return {
    action: planning.action,
    build: [...new Set(scripts.map(({ to }) => to.build))].join(', '),
    target: planning.target,
    stages: [
      ...live.slice(0, switched),
      ...stage('migrate', moving, ({ undo }) => undo),
      ...live.slice(switched),
    ],
    rollback: planWayBack(planning, scripts),
    finish: [],
  };
}

/** Nothing is sent: the run's places are made when the links are. */
function opened(script: Script): Script {
  const { open, cutOver } = script;
  return { ...script, cutOver: { ...cutOver, stage: [...open, ...cutOver.stage] } };
}
