import type { Connection } from '../io/io.ts';
import type { Layout } from '../release/layout.ts';
import { type HeldLock, lockScript, readLock } from '../release/lock-owner.ts';
import { script, toShell } from '../shell.ts';

/** What watching a lock has shown so far. */
interface Sighting {
  /** Its beat went on while we looked. */
  readonly alive: boolean;
  /** Seconds for which nothing of it has changed. */
  readonly unchanged: number;
}

/** Watches the locks of all hosts at once: a run that died on five of them is waited for once, not five times. */
export interface LockWatch {
  /**
   * Notes what a host said that was asked at that time, and tells what is known of it. The answer may have waited for us,
   * not for the host: what came late tells nothing of the time since it was asked for.
   */
  saw(host: string, lock: HeldLock, asked: number): Sighting;
  /** Looks at every host's lock. */
  lookAtAll(): Promise<void>;
}

interface Seen {
  readonly token: string;
  readonly beat: string;
  readonly alive: boolean;
  readonly since: number;
}

/** Begins to watch; `seconds` is a clock that never goes back. */
export function watchLocks(
  connections: readonly Connection[],
  { lock }: Layout,
  seconds: () => number,
): LockWatch {
  const all = new Map<string, Seen>();
  const saw = (host: string, { token, beat }: HeldLock, asked: number) => {
    const before = all.get(host);
    const same = before?.token === token;
    const now =
      same && before.beat === beat ? before : { token, beat, alive: same, since: seconds() };
    all.set(host, now);
    return { alive: now.alive, unchanged: Math.max(0, asked - now.since) };
  };
  const line = toShell(script(lockScript, lock));
  const lookAt = async (connection: Connection) => {
    const asked = seconds();
    const { stdout } = await connection
      .run(line, { repeatable: true })
      .catch(() => ({ stdout: '' }));
    const found = readLock(stdout);
    if (found !== undefined) saw(connection.host, found, asked);
  };
  return { saw, lookAtAll: async () => void (await Promise.all(connections.map(lookAt))) };
}
