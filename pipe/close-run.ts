import { problemOf } from '../src/engine/problem-of.ts';
import { toShell } from '../src/shell.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';

/** Removes from the hosts what a run leaves behind; what cannot be removed is told, and changes nothing. */
export async function closeRun(
  { strategy, target }: Session,
  hosts: readonly Reached[],
  { run, emit }: Pick<Context, 'run' | 'emit'>,
): Promise<void> {
  const line = toShell(strategy.close(run, target.strategy));
  const close = async ({ connection }: Reached) => {
    const problem = await problemOf(connection, line);
    if (problem === '') return;
    const message = `${connection.host}: cannot clear what the run was sending: ${problem}`;
    emit({ type: 'noted', severity: 'warning', message });
  };
  await Promise.all(hosts.map(close));
}
