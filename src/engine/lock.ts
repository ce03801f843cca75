import { reasonOf, Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { Connection } from '../io/io.ts';
import type { Layout } from '../release/layout.ts';
import { type LockOwner, readLockOwner } from '../release/lock-owner.ts';
import { script, toShell } from '../shell.ts';

/**
 * One run at a time on a target: a directory on every host, made by an atomic mkdir in the order of the hosts' names,
 * so that two runs that start together cannot each hold half. What was taken is given back on every way out; only the
 * run that wrote its token may take a lock away.
 */
export async function withLocks<Result>(
  { connections, at, owner, emit }: Locking,
  work: () => Promise<Result>,
): Promise<Result> {
  const taken: Connection[] = [];
  try {
    for (const connection of connections.toSorted(byName)) {
      await take(connection, at, owner);
      taken.push(connection);
    }
    return await work();
  } finally {
    await Promise.all(taken.map((connection) => giveBack(connection, { at, owner, emit })));
  }
}

export interface Locking {
  readonly connections: readonly Connection[];
  readonly at: Layout;
  readonly owner: LockOwner;
  readonly emit: Emit;
}

const held = 9;

/** The target's own directory is for everybody to read, what is Cutover's is not. */
const takeScript = `
(umask 022 && mkdir -p "$4") && umask 077 && mkdir -p "$(dirname "$1")" || exit 1
if ! mkdir "$1" 2>/dev/null; then
  [ -d "$1" ] || { mkdir "$1"; exit 1; }
  cat "$2" 2>/dev/null
  exit ${held}
fi
printf '%s\\n' "$3" > "$2" || { rm -rf "$1"; exit 1; }`;

async function take(
  connection: Connection,
  { root, lock, lockOwner: file }: Layout,
  owner: LockOwner,
) {
  const { exit, stdout, stderr } = await connection.run(
    toShell(script(takeScript, lock, file, JSON.stringify(owner), root)),
  );
  if (exit === 0) return;
  if (exit === held) throw isHeld(connection.host, stdout, owner);
  throw new Stop(
    'failed',
    `Cannot lock ${connection.host}: ${stderr.trim() || 'nobody knows why'}`,
  );
}

function isHeld(host: string, text: string, { token }: LockOwner): Stop {
  const by = readLockOwner(text);
  if (by?.token === token) {
    return new Stop(
      'usage',
      `Cannot use ${host}: another of the hosts is the same machine and root`,
      {
        hint: 'List every host of the target once',
      },
    );
  }
  const who =
    by === undefined
      ? 'somebody who left no name'
      : `run ${by.run} of ${by.who}, ${by.where}, since ${by.since}`;
  return new Stop('blocked', `Cannot lock ${host}: the lock is held by ${who}`, {
    hint: 'Wait for it, or run "cutover lock break --reason …" if that run is dead',
  });
}

const giveBackScript = `
grep -qF "$3" "$2" 2>/dev/null || exit ${held}
rm -rf "$1"`;

async function giveBack(connection: Connection, { at, owner, emit }: Omit<Locking, 'connections'>) {
  const problem = await connection
    .run(toShell(script(giveBackScript, at.lock, at.lockOwner, owner.token)))
    .then(({ exit, stderr }) => (exit === held ? 'it is not ours any more' : stderr.trim()))
    .catch(reasonOf);
  if (problem === '') return;
  const message = `${connection.host}: cannot give back the lock: ${problem}`;
  emit({ type: 'noted', severity: 'warning', message });
}

function byName(a: Connection, b: Connection): number {
  return a.host < b.host ? -1 : 1;
}
