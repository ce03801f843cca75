import { held } from '../lock-held.ts';
import { Ousted } from '../ousted.ts';
import { type ShellCommand, toShell } from '../shell.ts';
import type { Connection } from './io.ts';

/**
 * The connection of a run that must not begin anything when its lock has become another's: each command is run only if
 * the guard passes just before it, and rejects with `Ousted` otherwise.
 */
export function guarded(connection: Connection, guard: ShellCommand | undefined): Connection {
  if (guard === undefined) return connection;
  const lock = toShell(guard);
  return {
    ...connection,
    run: async (line, options) => {
      const result = await connection.run(`${lock} && ${line}`, options);
      if (result.exit === held) throw new Ousted(connection.host);
      return result;
    },
  };
}
