import type { Connection } from '../io/io.ts';
import type { Layout } from '../release/layout.ts';
import { script, toShell } from '../shell.ts';

/** A run that waits for the lock of a host. */
export interface Waiter {
  /** Seconds since 1970 when it came, by the host's own clock. */
  readonly came: number;
  /** The pipeline's number; 0 outside a pipeline. */
  readonly number: number;
  readonly token: string;
}

/**
 * Signs a run up, or says again that it waits, and lists who waits. Who has not said so for a minute is gone. Ages are by
 * one clock, the host's, so that it may go wrong by as much as it likes. `$1` queue, `$2` number and token.
 */
const signUpScript = `
umask 077
mkdir -p "$1" && cd "$1" || exit 1
mine=
for name in *-"$2"; do [ -f "$name" ] && mine=$name; done
: > "\${mine:-$(date +%s)-$2}"
find . -type f -mmin +1 -exec rm -f {} +
ls`;

/** Says that the run waits, and gives all that do. */
export async function waitIn(
  connection: Connection,
  { queue }: Layout,
  { number, token }: Omit<Waiter, 'came'>,
): Promise<readonly Waiter[]> {
  const line = toShell(script(signUpScript, queue, `${number}-${token}`));
  const { stdout } = await connection.run(line, { repeatable: true });
  return stdout.split('\n').flatMap(readWaiter);
}

/** Leaves the queue. */
export async function leaveQueue(
  connection: Connection,
  { queue }: Layout,
  { number, token }: Omit<Waiter, 'came'>,
): Promise<void> {
  const line = script('cd "$1" 2>/dev/null && rm -f ./*-"$2" || :', queue, `${number}-${token}`);
  await connection.run(toShell(line)).catch(() => undefined);
}

/** The run that came after, if one waits: by the pipelines' numbers where both have one, else by when they came. */
export function newerThan(waiters: readonly Waiter[], token: string): Waiter | undefined {
  const mine = waiters.find((each) => each.token === token);
  if (mine === undefined) return undefined;
  return waiters.find((each) => each.token !== token && isNewer(each, mine));
}

function isNewer(one: Waiter, other: Waiter): boolean {
  if (one.number > 0 && other.number > 0) return one.number > other.number;
  return one.came > other.came || (one.came === other.came && one.token > other.token);
}

function readWaiter(name: string): Waiter[] {
  const [, came, number, token] = /^(\d+)-(\d+)-([\w.-]+)$/.exec(name) ?? [];
  return token === undefined ? [] : [{ came: Number(came), number: Number(number), token }];
}
