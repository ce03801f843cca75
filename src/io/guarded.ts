import { Stop } from '../error.ts';
import { held } from '../lock-held.ts';
import { Ousted } from '../ousted.ts';
import { type ShellCommand, toShell, toSubshell } from '../shell.ts';
import type { Connection } from './io.ts';

/** What is done in one go with the next command, before it. */
export interface Opening {
  /** What must pass: that the lock is ours, and whatever else may be said twice. */
  readonly commands: readonly ShellCommand[];
  /** Told when they have passed. */
  readonly onPassed?: () => void;
}

/** How a command says that what was to be done before it did not pass. */
const unopened = 76;

/**
 * A connection of which each command is run only if the opening passes just before it: a run must not begin anything when
 * its lock has become another's. Rejects with `Ousted` then, and with what the opening said when it did not pass.
 */
export function guarded(connection: Connection, { commands, onPassed }: Opening): Connection {
  if (commands.length === 0) return connection;
  const opening = `{ ${commands.map(toSubshell).join(' && ')}; } || {
  code=$?
  [ "$code" = ${held} ] || code=${unopened}
  exit "$code"
}`;
  return {
    ...connection,
    run: async (line, options) => {
      // In a shell of its own: the user’s may be another kind.
      const text = toShell(['sh', '-c', `${opening}\n${line}`]);
      const result = await connection.run(text, options);
      if (result.exit === held) throw new Ousted(connection.host);
      if (result.exit === unopened) throw new Stop('failed', result.stderr.trim());
      onPassed?.();
      return result;
    },
  };
}
