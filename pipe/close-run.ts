import { problemOf } from '../src/engine/problem-of.ts';
import { endHooks } from '../src/release/end-hooks.ts';
import { script, toShell, toSubshell } from '../src/shell.ts';
import type { Context } from './context.ts';
import type { Reached, Session } from './session.ts';

/** Ends and removes on the hosts what a run leaves behind; what cannot be removed is told, and changes nothing. */
export async function closeRun(
  session: Session,
  hosts: readonly Reached[],
  { run, emit }: Pick<Context, 'run' | 'emit'>,
): Promise<void> {
  const line = toShell(script(closingLine(session, run)));
  const close = async ({ connection }: Reached) => {
    const problem = await problemOf(connection, line, { repeatable: true });
    if (problem !== '') tellNotClosed(connection.host, problem, emit);
  };
  await Promise.all(hosts.map(close));
}

/** The same as lines of POSIX shell. */
export function closingLine({ strategy, target, at }: Session, run: string): string {
  // A shell of its own, as a subshell would begin with `$((`: that is arithmetic (POSIX XCU 2.6.3).
  const end = toShell(endHooks(at.run(run)));
  const close = toSubshell(strategy.close(run, target.strategy));
  return `(hooks=$(${end}) && hooks=
${close} || exit
[ -z "$hooks" ] || { echo "a hook goes on: $hooks" >&2; exit 1; }
)`;
}

/** Says that it did not pass. */
export function tellNotClosed(host: string, problem: string, emit: Context['emit']): void {
  const message = `${host}: cannot clear what the run leaves behind: ${problem}`;
  emit({ type: 'noted', severity: 'warning', message });
}
