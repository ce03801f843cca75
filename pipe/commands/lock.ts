import { writeRecord } from '../../src/engine/write-record.ts';
import { exitCodes, Stop } from '../../src/error.ts';
import type { HostState } from '../../src/release/host-state.ts';
import { report } from '../../src/reports/report.ts';
import { script, toShell } from '../../src/shell.ts';
import { command, type Ending } from '../command.ts';
import type { Context } from '../context.ts';
import { readTarget } from '../read-target.ts';
import { recordLine } from '../record-line.ts';
import { onTarget, type Reached, type Session } from '../session.ts';
import { unreachedFindings } from '../unreached-findings.ts';
import { factsOf } from '../write-scripts.ts';

/** Who holds the lock of each host. */
export const lockShow = command(['target', 'only'], async (options, context) => {
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) =>
    show(session, await livingOn(session, context)),
  );
});

/** Takes the lock away from a run that is dead; says whose it was. */
export const lockBreak = command(['target', 'only', 'reason'], async (options, context) => {
  const { reason } = options;
  if (reason === undefined) {
    throw new Stop('usage', 'Cannot break the lock: there is no reason', {
      hint: 'Say why with --reason: it is kept in the records',
    });
  }
  const named = await readTarget(options, context);
  return onTarget(named, context, async (session) => {
    for (const each of session.reached) {
      if (each.state.lock !== undefined) await breakOn(each, { session, context, reason });
    }
    return broken(session, reason);
  });
});

interface Breaking {
  readonly session: Session;
  readonly context: Context;
  readonly reason: string;
}

async function breakOn(host: Reached, { session, context, reason }: Breaking) {
  const { connection, state } = host;
  const { at, name: target } = session;
  const { exit, stderr } = await connection.run(
    toShell(script(breakScript, at.lock, ...stagedBy(state, at))),
  );
  if (exit !== 0) {
    throw new Stop('failed', `Cannot break the lock of ${connection.host}: ${stderr.trim()}`);
  }
  const goal = () => factsOf(state.live ?? '', state.records);
  const request = { action: 'lock break', reason, goal, migrations: () => [] };
  const whose = `it was held by ${cellsOf(state.lock).slice(0, 2).join(' of ')}`;
  const line = recordLine(
    { context, request, plan: { target }, started: context.now() },
    { host, outcome: 'unchanged', reason: whose, live: state.live },
  );
  await writeRecord(connection, at, { line, emit: context.emit });
}

/** What its owner staged goes with a lock: should the run wake up, its switch finds nothing to rename. */
function stagedBy({ lock }: HostState, at: Session['at']): readonly string[] {
  return lock?.owner === undefined ? [] : at.staged(lock.owner.run);
}

/** Moved away first: a lock that is taken at the same moment is not the one that was looked at. */
const breakScript = `
lock=$1
shift
mv "$lock" "$lock.broken.$$" && rm -rf "$lock.broken.$$" && rm -f "$@"`;

/**
 * The hosts on which the lock's owner gave a sign of life while we looked, for half a lease: longer than a living owner
 * is ever silent.
 */
async function livingOn(session: Session, context: Context): Promise<ReadonlySet<string>> {
  const beats = beatsOf(session.reached);
  if (beats.size === 0) return new Set();
  await context.sleep(session.config.lease / 2, context.signal);
  const later = beatsOf((await session.look()).filter((each) => 'state' in each));
  return new Set([...later.keys()].filter((host) => later.get(host) !== beats.get(host)));
}

function beatsOf(reached: readonly Reached[]): ReadonlyMap<string, string> {
  return new Map(
    reached.flatMap(({ host, state: { lock } }) =>
      lock === undefined ? [] : [[host.name, `${lock.token} ${lock.beat}`]],
    ),
  );
}

function show(session: Session, living: ReadonlySet<string>): Ending {
  const { name, reached, unreached } = session;
  const held = reached.filter(({ state }) => state.lock !== undefined);
  return {
    exit: unreached.length > 0 ? exitCodes.unsure : 0,
    report: report(
      held.length === 0
        ? `${name}: no lock is held`
        : `${name}: ${held.length} of ${reached.length} hosts ${held.length === 1 ? 'is' : 'are'} locked`,
      {
        tables: [lockTable(session, '', living)],
        findings: unreachedFindings(unreached),
        data: dataOf(session, living),
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

function dataOf({ name, reached }: Session, living: ReadonlySet<string> = new Set()) {
  return {
    target: name,
    hosts: reached.map(({ host, state }) => ({
      host: host.name,
      lock: lockOf(state),
      alive: living.has(host.name),
    })),
  };
}

function lockOf({ lock }: HostState) {
  return lock === undefined ? null : (lock.owner ?? 'unreadable');
}

function lockTable({ reached }: Session, title = '', living?: ReadonlySet<string>) {
  const life = ({ host, state }: Reached) => {
    if (state.lock === undefined) return '';
    return living?.has(host.name) ? 'alive' : 'no sign of life';
  };
  return {
    title,
    columns: ['host', 'run', 'who', 'where', 'since', ...(living === undefined ? [] : ['owner'])],
    rows: reached.map((each) => [
      each.host.name,
      ...cellsOf(each.state.lock),
      ...(living === undefined ? [] : [life(each)]),
    ]),
  };
}

function cellsOf(lock: HostState['lock']): string[] {
  if (lock === undefined) return ['free', '', '', ''];
  const { owner } = lock;
  if (owner === undefined) return ['held, nobody knows by whom', '', '', ''];
  return [owner.run, owner.who, owner.where, owner.since];
}
