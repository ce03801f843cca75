import type { Intent } from '../src/release/journal.ts';
import type { Running } from './carry-out.ts';
import { signatureOf } from './record-line.ts';
import { factsOf } from './write-scripts.ts';

/** What the run means to do on each host, and what it found there, for the hosts' journals. */
export function intentsOf({ context, request, hosts, plan, session, started }: Running): Intent[] {
  const names = hosts.map(({ host }) => host.name);
  const migrating = new Set(
    plan.stages
      .filter(({ phase }) => phase === 'migrate')
      .flatMap(({ lanes }) => lanes.map(({ host }) => host)),
  );
  const reversible = session.config.migrations?.kind === 'reversible';
  return hosts.map((reached): Intent => {
    const { host, state } = reached;
    const { build, version, commit, branch } = request.goal(reached);
    return {
      ...signatureOf(context),
      action: request.action,
      target: plan.target,
      host: host.name,
      hosts: names,
      reason: request.reason,
      started_at: started,
      goal: { build, version, commit, branch },
      from: state.live === undefined ? null : factsOf(state.live, state.records),
      pointer: state.pointer.is === 'link' ? state.pointer.text : null,
      migrations: [...request.migrations(reached)],
      undo: reversible && migrating.has(host.name),
    };
  });
}
