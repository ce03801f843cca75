import { script, toShell } from '../shell.ts';
import { again } from './again.ts';
import type { Connection, RunOptions } from './io.ts';
import { keepOpen, type Reopening } from './keep-open.ts';
import { isLost, Lost } from './lost.ts';

/**
 * A connection that is opened again when it was lost, by whoever needs it next. A command is sent again only where it
 * may be, or where it was never sent; a rename only when the host shows that it did not happen.
 */
export async function reconnecting(reopening: Reopening): Promise<Connection> {
  const line = await keepOpen(reopening);
  const run: Connection['run'] = (text, options = {}) =>
    again(
      async () => (await line.open(options.signal)).run(text, options),
      (error) => options.signal?.aborted !== true && mayRepeat(error, options),
    );
  const renameOnce = async (from: string, to: string) => {
    const connection = await line.open();
    try {
      return await connection.rename(from, to);
    } catch (cause) {
      if (!connection.isLost()) throw cause;
      if (await isThere(run, from)) throw new Lost('The rename did not happen', { cause });
      return (await run(toShell(['readlink', to]), { repeatable: true })).stdout.replace(/\n$/, '');
    }
  };
  return {
    host: line.host,
    run,
    openAhead: () => void line.open().then((connection) => connection.openAhead(), isGone),
    renameMethod: async () => (await line.open()).renameMethod(),
    proveRename: async (scratch) => {
      line.provedIn(scratch);
      return (await line.open()).proveRename(scratch);
    },
    rename: (from, to) => again(() => renameOnce(from, to), isLost),
    close: line.close,
  };
}

/** Whoever needs the connection next is told. */
function isGone(): void {}

function mayRepeat(error: unknown, { repeatable, stdin, onOutput }: RunOptions): boolean {
  if (!isLost(error)) return false;
  // A stream that was begun cannot be begun again, but one that nobody took can.
  if (error.unsent) return true;
  return repeatable === true && typeof stdin !== 'object' && onOutput === undefined;
}

/**
 * As long as what was staged is there, the rename did not happen. Whoever takes over from a run removes it too: that is
 * why the pointer is read back.
 */
async function isThere(run: Connection['run'], path: string): Promise<boolean> {
  const question = toShell(script('[ -e "$1" ] || [ -L "$1" ]', path));
  return (await run(question, { repeatable: true })).exit === 0;
}
