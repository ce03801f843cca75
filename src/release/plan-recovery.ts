import type { Phase, Plan, Step, WayBack } from './plan.ts';
import { type Planning, planSwitch, planWayBack, stage } from './plan-switch.ts';
import type { Verdict } from './recovery.ts';
import type { Script } from './script.ts';

/** One host of a run that did not come to its end. */
export interface Unfinished {
  /** From what was live before to what the run was to make live. */
  readonly script: Script;
  /** The phases that were about to begin here. */
  readonly begun: ReadonlySet<Phase>;
  /** Does the pointer lead to what was live before? */
  readonly isBack: boolean;
  /** Does the pointer lead to what was to be live? */
  readonly isThere: boolean;
  /** Removes a release that was never complete. */
  readonly clear: readonly Step[];
}

/**
 * What ends a run that did not come to its end, as a plan: in `stages` when it goes on, in `rollback` when it goes back.
 * Every step may be done twice, as the recovery may be killed, too.
 */
export function planRecovery(
  planning: Planning,
  { way }: Verdict,
  hosts: readonly Unfinished[],
): Plan {
  const scripts = hosts.map(({ script }) => script);
  return {
    action: 'recover',
    build: [...new Set(scripts.map(({ to }) => to.build))].join(', '),
    target: planning.target,
    stages: way === 'finish' ? goOn(planning, hosts) : [],
    rollback: way === 'revert' ? goBack(planning, hosts) : [],
    finish: hosts.flatMap(({ script, clear }) =>
      clear.length === 0 || way === 'leave'
        ? []
        : [{ phase: 'finish', lanes: [{ host: script.host, steps: clear }] }],
    ),
  };
}

/** Hosts that are there already are reloaded all the same: nobody knows whether they were. */
function goOn(planning: Planning, hosts: readonly Unfinished[]): Plan['stages'] {
  const still = new Set(hosts.filter(({ isThere }) => !isThere).map(({ script }) => script.host));
  const scripts = hosts.map(({ script }) => script);
  // Begun and not passed: nobody knows how far it came, and done twice it would take back too much.
  const undone = hosts.filter(({ begun }) => !begun.has('migrate')).map(({ script }) => script);
  const live = planSwitch(planning, scripts.map(opened)).map((each) =>
    each.phase === 'stage' || each.phase === 'switch'
      ? { ...each, lanes: each.lanes.filter(({ host }) => still.has(host)) }
      : each,
  );
  const switched = live.findIndex(({ phase }) => phase === 'switch') + 1;
  return [
    ...live.slice(0, switched),
    ...stage('migrate', undone, ({ undo }) => undo),
    ...live.slice(switched),
  ].filter(({ lanes }) => lanes.length > 0);
}

function goBack(planning: Planning, hosts: readonly Unfinished[]): WayBack[] {
  const moved = hosts.filter(({ begun }) => begun.has('switch'));
  const back = new Map(hosts.map((each) => [each.script.host, each.isBack]));
  // Every host stages when all have migrated: from then on the migrations are complete.
  const migrated = hosts.some(({ begun }) => begun.has('stage'))
    ? hosts.filter(({ begun }) => begun.has('migrate'))
    : [];
  const wayBack = planWayBack(
    planning,
    moved.map(({ script }) => openedBack(script)),
  ).map((each) =>
    each.phase === 'switch'
      ? { ...each, lanes: each.lanes.filter(({ host }) => !back.get(host)) }
      : each,
  );
  const undo = stage(
    'migrate',
    migrated.map(({ script }) => script),
    ({ undo: steps }) => steps,
  ).map((each): WayBack => ({ ...each, undoes: 'migrate' }));
  return [...wayBack, ...undo].filter(({ lanes }) => lanes.length > 0);
}

function opened(script: Script): Script {
  const { open, cutOver } = script;
  return { ...script, cutOver: { ...cutOver, stage: [...open, ...cutOver.stage] } };
}

function openedBack(script: Script): Script {
  const { open, cutOver } = script;
  return { ...script, cutOver: { ...cutOver, restore: [...open, ...cutOver.restore] } };
}
