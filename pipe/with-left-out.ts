import type { Execution } from '../src/engine/execute.ts';
import type { Running } from './carry-out.ts';

/**
 * The end of a run that went on without some hosts from the start: those that could not be reached, or were not fit to
 * take the release. It is no success of all.
 */
export function withLeftOut(running: Running, execution: Execution): Execution {
  const left = leftOut(running);
  if (left.length === 0) return execution;
  const behind = [...left, ...execution.behind];
  const reason = [execution.reason, `${left.join(', ')}: left as before`];
  return {
    ...execution,
    behind,
    outcome: execution.outcome === 'activated' ? 'split' : execution.outcome,
    reason: reason.filter((part) => part !== '').join('; '),
  };
}

function leftOut({ session, hosts, plan }: Running): string[] {
  const { target, unreached } = session;
  if (target.onHostFailure !== 'continue' || plan.stages.length === 0) return [];
  const planned = new Set(plan.stages.flatMap(({ lanes }) => lanes.map(({ host }) => host)));
  return [
    ...unreached.map(({ host }) => host.name),
    ...hosts.map(({ host }) => host.name).filter((name) => !planned.has(name)),
  ];
}
