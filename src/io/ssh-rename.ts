import type { Client } from 'ssh2';
import { Stop } from '../error.ts';
import { script, toShell } from '../shell.ts';
import type { Connection, RenameMethod } from './io.ts';
import { provesRename } from './prove-rename.ts';
import { type Renamer, sftpRenamer } from './sftp-renamer.ts';

/** The ways in which a host over SSH may replace its pointer. */
export function sshRename(
  client: Client,
  host: string,
  run: Connection['run'],
): Pick<Connection, 'renameMethod' | 'proveRename' | 'rename'> {
  let sftp: Promise<Renamer | undefined> | undefined;
  let proved = false;
  const opened = () => {
    sftp ??= sftpRenamer(client);
    return sftp;
  };
  const renameMethod = async (): Promise<RenameMethod> => {
    if (await opened()) return 'posix-rename';
    return proved ? 'mv' : 'none';
  };
  return {
    renameMethod,
    proveRename: async (scratch) => {
      if (!(await opened())) proved = await provesRename(run, scratch);
      return renameMethod();
    },
    rename: async (from, to) => {
      const renamer = (await opened()) ?? (proved ? byMv(run) : refuseRename);
      return renamer(from, to).catch((cause) => {
        const { message, hint } = cause;
        const problem = `Cannot rename "${from}" to "${to}" on ${host}: ${message}`;
        throw new Stop('failed', problem, { cause, ...(hint && { hint }) });
      });
    },
  };
}

const moveScript = `
mv -T -- "$1" "$2" || exit
readlink -- "$2" || :`;

function byMv(run: Connection['run']): Renamer {
  return async (from, to) => {
    const line = toShell(script(moveScript, from, to));
    const { exit, signal, stdout, stderr } = await run(line);
    if (exit !== 0) throw new Error(stderr.trim() || `mv ended with ${exit ?? signal}`);
    return stdout.replace(/\n$/, '');
  };
}

async function refuseRename(): Promise<never> {
  throw new Stop('failed', 'the host has no atomic rename that was proved', {
    hint: 'Switch on SFTP with posix-rename@openssh.com there, or install a "mv" that has -T',
  });
}
