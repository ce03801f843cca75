import {
  type Lane,
  type Phase,
  type Plan,
  runner,
  type Stage,
  type Step,
  type WayBack,
} from './plan.ts';
import type { Probe } from './probe.ts';
import { type Probed, probeSteps } from './probe-steps.ts';
import { isLive, type Script } from './script.ts';

/** What a plan is made from, but the hosts. */
export interface Planning {
  readonly action: string;
  readonly target: string;
  readonly onHostFailure?: Plan['onHostFailure'];
  readonly probes: readonly Probe[];
}

/** From staged links to proof that the release answers: every host begins a phase together. */
export function planSwitch({ probes }: Planning, scripts: readonly Script[]): Stage[] {
  const moving = scripts.filter((each) => !isLive(each));
  const probed = scripts.map(({ host, address, to }) => ({ host, address, release: to }));
  return [
    ...stage('stage', moving, ({ cutOver }) => cutOver.stage),
    ...stage('switch', moving, ({ cutOver }) => cutOver.switch),
    ...stage('reload', moving, ({ hooks }) => hooks.reload),
    ...stage('verify', scripts, ({ hooks }) => hooks.verify),
    ...onRunner('verify', probeSteps(probes, probed)),
  ];
}

/** The way back: each host that began to switch returns to what it had, and is reloaded; then the old release is asked. */
export function planWayBack({ probes }: Planning, scripts: readonly Script[]): WayBack[] {
  const moving = scripts.filter((each) => !isLive(each));
  const probed = moving.flatMap(({ host, address, from }): Probed[] =>
    from === undefined ? [] : [{ host, address, release: from }],
  );
  // A host that had nothing before has nothing that could answer.
  const asked = probed.length === moving.length ? probes : [];
  return [
    ...stage('switch', moving, ({ cutOver }) => cutOver.restore),
    ...stage('reload', moving, ({ reloadBack }) => reloadBack),
    ...onRunner('verify', probeSteps(asked, probed)).map((each) => ({ ...each, advisory: true })),
  ].map((each) => ({ ...each, undoes: 'switch' }));
}

/** One stage of what the scripts have for it; no stage when they have nothing. */
export function stage(
  phase: Phase,
  scripts: readonly Script[],
  stepsOf: (script: Script) => readonly Step[],
): Stage[] {
  const lanes = scripts.flatMap((script): Lane[] => {
    const steps = stepsOf(script);
    return steps.length > 0 ? [{ host: script.host, steps }] : [];
  });
  return lanes.length > 0 ? [{ phase, lanes }] : [];
}

function onRunner(phase: Phase, steps: readonly Step[]): Stage[] {
  return steps.length > 0 ? [{ phase, lanes: [{ host: runner, steps }] }] : [];
}
