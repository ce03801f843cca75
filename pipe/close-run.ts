import { problemOf } from '../src/engine/problem-of.ts';
import { endHooks } from '../src/release/end-hooks.ts';
import { toShell } from '../src/shell.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';

/** Ends and removes on the hosts what a run leaves behind; what cannot be removed is told, and changes nothing. */
export async function closeRun(
  { strategy, target, at }: Session,
  hosts: readonly Reached[],
  { run, emit }: Pick<Context, 'run' | 'emit'>,
): Promise<void> {
  const end = toShell(endHooks(at.run(run)));
  const line = `${end} >/dev/null; ${toShell(strategy.close(run, target.strategy))}`;
  const close = async ({ connection }: Reached) => {
    const problem = await problemOf(connection, line, { repeatable: true });
    if (problem === '') return;
    const message = `${connection.host}: cannot clear what the run was sending: ${problem}`;
    emit({ type: 'noted', severity: 'warning', message });
  };
  await Promise.all(hosts.map(close));
}
