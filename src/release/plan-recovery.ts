import type { Plan, Stage, WayBack } from './plan.ts';
import { type Planning, planSwitch, planWayBack, stage } from './plan-switch.ts';
import type { Verdict } from './recovery.ts';
import type { Script } from './script.ts';
import { type Unfinished, wayOn } from './unfinished.ts';

/**
 * What ends a run that did not come to its end, as a plan: in `stages` where it goes on, in `rollback` where it goes back.
 * Every step may be done twice, as the recovery may be killed, too.
 */
export function planRecovery(
  planning: Planning,
  verdict: Verdict,
  hosts: readonly Unfinished[],
): Plan {
  const scripts = hosts.map(({ script }) => script);
  const on = (way: Verdict['way']) => hosts.filter((host) => wayOn(host, verdict) === way);
  return {
    action: 'recover',
    build: [...new Set(scripts.map(({ to }) => to.build))].join(', '),
    target: planning.target,
    stages: goOn(planning, verdict, on('finish')),
    rollback: goBack(planning, verdict, on('revert')),
    finish: [...on('finish'), ...on('revert')].flatMap(({ script, clear }) =>
      clear.length === 0 ? [] : [{ phase: 'finish', lanes: [{ host: script.host, steps: clear }] }],
    ),
  };
}

/**
 * Hosts that are there already are reloaded all the same, as nobody knows whether they were; but not by a run that had
 * come to its end.
 */
function goOn(planning: Planning, { settled }: Verdict, hosts: readonly Unfinished[]): Stage[] {
  const still = new Set(hosts.filter(({ isThere }) => !isThere).map(({ script }) => script.host));
  const due = settled ? hosts.filter(({ isThere }) => !isThere) : hosts;
  // Begun and not passed: nobody knows how far it came, and done twice it would take back too much.
  const undone = due.filter(({ begun }) => !settled && !begun.has('migrate'));
  const live = planSwitch(
    planning,
    due.map(({ script }) => opened(script)),
  ).map((each) =>
    each.phase === 'stage' || each.phase === 'switch'
      ? { ...each, lanes: each.lanes.filter(({ host }) => still.has(host)) }
      : each,
  );
  const switched = live.findIndex(({ phase }) => phase === 'switch') + 1;
  return [
    ...live.slice(0, switched),
    ...stage(
      'migrate',
      undone.map(({ script }) => script),
      ({ undo }) => undo,
    ),
    ...live.slice(switched),
  ].filter(({ lanes }) => lanes.length > 0);
}

function goBack(planning: Planning, { settled }: Verdict, hosts: readonly Unfinished[]): WayBack[] {
  const moved = hosts.filter(({ begun, isBack }) => begun.has('switch') && !(settled && isBack));
  const back = new Map(hosts.map((each) => [each.script.host, each.isBack]));
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
    settled ? [] : migrated(hosts).map(({ script }) => script),
    ({ undo: steps }) => steps,
  ).map((each): WayBack => ({ ...each, undoes: 'migrate' }));
  return [...wayBack, ...undo].filter(({ lanes }) => lanes.length > 0);
}

/**
 * Where migrations are to be taken back. Every host stages when all have migrated: from then on they are complete. Once
 * their taking back has begun nobody knows how far it came, and done twice it would take back too much.
 */
function migrated(hosts: readonly Unfinished[]): readonly Unfinished[] {
  if (!hosts.some(({ begun }) => begun.has('stage'))) return [];
  return hosts.filter(({ begun, begunBack }) => begun.has('migrate') && !begunBack.has('migrate'));
}

function opened(script: Script): Script {
  const { open, cutOver } = script;
  return { ...script, cutOver: { ...cutOver, stage: [...open, ...cutOver.stage] } };
}

function openedBack(script: Script): Script {
  const { open, cutOver } = script;
  return { ...script, cutOver: { ...cutOver, restore: [...open, ...cutOver.restore] } };
}
