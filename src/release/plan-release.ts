import type { Plan, Stage } from './plan.ts';
import { type Planning, planSwitch, planWayBack, stage } from './plan-switch.ts';
import { isLive, type Script } from './script.ts';

/** Turns the hosts' scripts into a release: a phase begins on every host together, and nothing is live before all are ready. */
export function planRelease(planning: Planning, scripts: readonly Script[]): Plan {
  const moving = scripts.filter((each) => !isLive(each));
  return {
    action: planning.action,
    build: scripts[0]?.to.build ?? '',
    target: planning.target,
    ...(planning.onHostFailure === 'continue' && { onHostFailure: 'continue' }),
    stages: [
      ...planPlacing(scripts),
      ...stage('migrate', moving, ({ hooks }) => hooks.migrate),
      ...planSwitch(planning, scripts),
    ],
    rollback: [
      ...planWayBack(planning, scripts),
      ...stage('migrate', moving, ({ undo }) => undo).map(
        (each) => ({ ...each, undoes: 'migrate' }) as const,
      ),
    ],
    finish: stage('finish', scripts, ({ remove }) => remove),
  };
}

/** Puts the release on every host, complete but not live. */
export function planPlacing(scripts: readonly Script[]): Stage[] {
  const moving = scripts.filter((each) => !isLive(each));
  return [
    ...stage('upload', moving, ({ open, place }) => [...open, ...place.upload]),
    ...stage('prepare', moving, ({ place, hooks }) =>
      // What is sealed already was prepared before, and nothing may write to it.
      place.seal.length === 0 ? [] : [...place.prepare, ...hooks.prepare, ...place.seal],
    ),
  ];
}
