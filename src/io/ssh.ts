import { Client, type ConnectConfig } from 'ssh2';
import { reasonOf, Stop } from '../error.ts';
import { toShell } from '../shell.ts';
import type { HostKeys } from './host-keys.ts';
import type { CommandResult, Connection, RenameMethod, RunOptions } from './io.ts';
import { provesRename } from './prove-rename.ts';
import { type Renamer, sftpRenamer } from './sftp-renamer.ts';
import type { Identity } from './ssh-keys.ts';
import { type Attempt, sshProblem } from './ssh-problem.ts';
import { waitForCommand } from './wait-for-command.ts';

export interface SshOptions {
  /** The host's name as people read it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identities: readonly Identity[];
  readonly hostKeys: HostKeys;
  /** Seconds until a host that says nothing counts as unreachable. */
  readonly timeout?: number;
  /** Seconds between two questions whether the other side is still there; after three without an answer it is not. */
  readonly keepalive?: number;
}

/** One SSH connection, verified and logged in; it is kept until `close()`. */
export async function connectSsh(options: SshOptions): Promise<Connection> {
  const client = new Client();
  await login(client, options);
  // From here on the channels' own ends tell what happened; an error nobody listens to would end the process.
  client.on('error', () => undefined);
  const { host } = options;
  const run = (line: string, how: RunOptions = {}) => runOver({ client, host }, line, how);
  return { host, run, ...renaming({ client, host }, run), close: () => void client.end() };
}

interface Session {
  readonly client: Client;
  readonly host: string;
}

function login(client: Client, options: SshOptions): Promise<void> {
  const attempt: Attempt = {
    ...options,
    keys: options.identities.map(({ source }) => source),
    timeout: options.timeout ?? 20,
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error & { level?: string }) => {
      // An agent that does not answer is passed over: ssh2 goes on with the next key.
      if (error.level === 'agent') return;
      client.destroy();
      reject(options.hostKeys.refusal() ?? sshProblem(error, attempt));
    };
    client.on('connect', () => client.setNoDelay(true));
    client.on('error', fail);
    client.on('close', () => fail(new Error('The connection was closed')));
    client.on('ready', () => {
      client.off('error', fail);
      resolve();
    });
    client.connect(configOf(options, attempt.timeout));
  });
}

function configOf(options: SshOptions, timeout: number): ConnectConfig {
  const { user: username, identities } = options;
  return {
    host: options.address,
    port: options.port,
    username,
    readyTimeout: timeout * 1_000,
    keepaliveInterval: (options.keepalive ?? 15) * 1_000,
    keepaliveCountMax: 3,
    agentForward: false,
    hostVerifier: (key: Buffer) => options.hostKeys.verify(key),
    algorithms: {
      serverHostKey: [...options.hostKeys.algorithms],
      // First what costs least: AES-GCM is in the processor. ssh2 knows these names; its own order depends on the build.
      cipher: [
        'aes128-gcm@openssh.com',
        'aes256-gcm@openssh.com',
        'aes128-ctr',
        'aes192-ctr',
        'aes256-ctr',
      ],
    },
    authHandler: identities.map((identity) =>
      'agent' in identity
        ? { type: 'agent' as const, username, agent: identity.agent }
        : { type: 'publickey' as const, username, key: identity.key.open() },
    ),
  };
}

function runOver({ client, host }: Session, line: string, options: RunOptions) {
  return new Promise<CommandResult>((resolve, reject) => {
    const refuse = (cause: unknown) => reject(cannotStart(host, cause));
    try {
      client.exec(line, (error, channel) => {
        if (error) return refuse(error);
        // At once: the next packet, parsed before any promise goes on, may be the command's end.
        const abandon = async () => void channel.close();
        waitForCommand(channel, { ...options, host, abandon }).then(resolve, reject);
      });
    } catch (error) {
      refuse(error);
    }
  });
}

function cannotStart(host: string, cause: unknown): Stop {
  return new Stop('failed', `Cannot start a command on ${host}: ${whyNot(cause)}`, {
    cause,
    hint: `Check that ${host} is up and allows several sessions on one connection (MaxSessions)`,
  });
}

/** What ssh2 1.17 says where there is no connection any more. */
function whyNot(cause: unknown): string {
  const reason = reasonOf(cause);
  return reason === 'Not connected' ? 'the connection was lost' : reason;
}

function renaming(session: Session, run: Connection['run']) {
  let sftp: Promise<Renamer | undefined> | undefined;
  let proved = false;
  const opened = () => {
    sftp ??= sftpRenamer(session.client);
    return sftp;
  };
  const renameMethod = async (): Promise<RenameMethod> => {
    if (await opened()) return 'posix-rename';
    return proved ? 'mv' : 'none';
  };
  return {
    renameMethod,
    proveRename: async (scratch: string) => {
      if (!(await opened())) proved = await provesRename(run, scratch);
      return renameMethod();
    },
    rename: async (from: string, to: string) => {
      const renamer = (await opened()) ?? (proved ? byMv(run) : refuseRename);
      await renamer(from, to).catch((cause) => {
        const { message, hint } = cause;
        const problem = `Cannot rename "${from}" to "${to}" on ${session.host}: ${message}`;
        throw new Stop('failed', problem, { cause, ...(hint && { hint }) });
      });
    },
  };
}

function byMv(run: Connection['run']): Renamer {
  return async (from, to) => {
    const { exit, signal, stderr } = await run(toShell(['mv', '-T', '--', from, to]));
    if (exit !== 0) throw new Error(stderr.trim() || `mv ended with ${exit ?? signal}`);
  };
}

async function refuseRename(): Promise<never> {
  throw new Stop('failed', 'the host has no atomic rename that was proved', {
    hint: 'Switch on SFTP with posix-rename@openssh.com there, or install a "mv" that has -T',
  });
}
