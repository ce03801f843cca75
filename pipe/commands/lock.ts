import { exitCodes, Stop } from '../../src/error.ts';
import type { HostState } from '../../src/release/host-state.ts';
import { report } from '../../src/reports/report.ts';
import { script, toShell } from '../../src/shell.ts';
import { command, type Ending } from '../command.ts';
import { readTarget } from '../read-target.ts';
import { onTarget, type Session, unreachedFindings } from '../session.ts';

/** Who holds the lock of each host. */
export const lockShow = command(['target', 'only'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => show(session));
});

/** Takes the lock away from a run that is dead; says whose it was. */
export const lockBreak = command(['target', 'only', 'reason'], async (options, context) => {
  const { reason } = options;
  if (reason === undefined) {
    throw new Stop('usage', 'Cannot break the lock: there is no reason', {
      hint: 'Say why with --reason: it is kept in the log',
    });
  }
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    for (const { connection, state } of session.reached) {
      if (state.lock === undefined) continue;
      const { exit, stderr } = await connection.run(toShell(script(breakScript, session.at.lock)));
      if (exit === 0) continue;
      throw new Stop('failed', `Cannot break the lock of ${connection.host}: ${stderr.trim()}`);
    }
    return broken(session, reason);
  });
});

/** Moved away first: a lock that is taken at the same moment is not the one that was looked at. */
const breakScript = `
mv "$1" "$1.broken.$$" && rm -rf "$1.broken.$$"`;

function show(session: Session): Ending {
  const { name, reached, unreached } = session;
  const held = reached.filter(({ state }) => state.lock !== undefined);
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(
      held.length === 0
        ? `${name}: no lock is held`
        : `${name}: ${held.length} of ${reached.length} hosts ${held.length === 1 ? 'is' : 'are'} locked`,
      {
        tables: [lockTable(session)],
        findings: unreachedFindings(unreached),
        data: dataOf(session),
      },
    ),
  };
}

function broken(session: Session, reason: string): Ending {
  const { name, reached, unreached } = session;
  const count = reached.filter(({ state }) => state.lock !== undefined).length;
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(
      count === 0
        ? `${name}: no lock was held`
        : `${name}: the lock was broken on ${count} ${count === 1 ? 'host' : 'hosts'}: ${reason}`,
      {
        tables: [lockTable(session, 'Whose it was')],
        findings: unreachedFindings(unreached),
        data: { ...dataOf(session), reason },
      },
    ),
  };
}

function dataOf({ name, reached }: Session) {
  return {
    target: name,
    hosts: reached.map(({ host, state }) => ({ host: host.name, lock: state.lock ?? null })),
  };
}

function lockTable({ reached }: Session, title = '') {
  return {
    title,
    columns: ['host', 'run', 'who', 'where', 'since'],
    rows: reached.map(({ host, state }) => [host.name, ...cellsOf(state.lock)]),
  };
}

function cellsOf(lock: HostState['lock']): string[] {
  if (lock === undefined) return ['free', '', '', ''];
  if (lock === 'unreadable') return ['held, nobody knows by whom', '', '', ''];
  return [lock.run, lock.who, lock.where, lock.since];
}
