import type { Client, SFTPWrapper } from 'ssh2';

/** Renames one path to another in one step, or rejects; tells where the link leads that is there now, or nothing. */
export type Renamer = (from: string, to: string) => Promise<string>;

/** How long an SFTP server may take to say hello, in milliseconds: a login script that prints upsets the protocol for ever. */
const patience = 10_000;

// RFC draft-ietf-secsh-filexfer-02 §7.
const permissionDenied = 3;
const unsupported = 8;

/** `posix-rename@openssh.com` over an SFTP session that stays open; undefined where the host does not offer it. */
export async function sftpRenamer(client: Client): Promise<Renamer | undefined> {
  const sftp = await openSftp(client);
  if (sftp === undefined) return undefined;
  // The channel's end tells; without a listener an error of it would end the process.
  sftp.on('error', () => undefined);
  const renamer = renamerOver(sftp);
  if (await isOffered(renamer)) return renamer;
  sftp.end();
  return undefined;
}

function openSftp(client: Client): Promise<SFTPWrapper | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), patience);
    const settle = (sftp?: SFTPWrapper) => {
      clearTimeout(timer);
      resolve(sftp);
    };
    try {
      client.sftp((error, sftp) => settle(error ? undefined : sftp));
    } catch {
      settle();
    }
  });
}

function renamerOver(sftp: SFTPWrapper): Renamer {
  // Both are sent at once: the server answers one after the other (draft-ietf-secsh-filexfer-02 §6.1).
  return (from, to) =>
    new Promise((resolve, reject) => {
      sftp.ext_openssh_rename(from, to, (error) => error && reject(error));
      sftp.readlink(to, (error, text) =>
        isUnanswered(error) ? reject(error) : resolve(text ?? ''),
      );
    });
}

/**
 * Asks for a rename that can never happen: an empty path names nothing (POSIX rename: ENOENT). It is worth its round
 * trip: what a server advertises it may still deny. OpenSSH 9.2 hides what `-P` or `-R` forbid, OpenSSH 7.8 does not
 * (sftp-server.c, `process_init`). Last verified 2026-11-21.
 */
async function isOffered(renamer: Renamer): Promise<boolean> {
  try {
    await renamer('', '');
    return true;
  } catch (error) {
    // ssh2 itself throws, without a code, when the server did not advertise the extension.
    const code = codeOf(error);
    return code !== undefined && code !== permissionDenied && code !== unsupported;
  }
}

/** An error without a code is none of the server’s; one of its own says that there is no link. */
function isUnanswered(error: Error | undefined): boolean {
  return error !== undefined && codeOf(error) === undefined;
}

function codeOf(error: unknown): number | undefined {
  return (error as { readonly code?: number }).code;
}
