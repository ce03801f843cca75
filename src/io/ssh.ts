import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import { Stop } from '../error.ts';
import { dial } from './dial.ts';
import type { HostKeys } from './host-keys.ts';
import type { CommandResult, Connection, RunOptions } from './io.ts';
import { Lost } from './lost.ts';
import { isForLoop, type Start, shellLoop } from './shell-loop.ts';
import { spareChannel } from './spare-channel.ts';
import type { Identity } from './ssh-keys.ts';
import { type Attempt, sshProblem } from './ssh-problem.ts';
import { sshRename } from './ssh-rename.ts';
import { waitForCommand } from './wait-for-command.ts';

export interface SshOptions {
  /** The host's name as people read it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identities: readonly Identity[];
  readonly hostKeys: HostKeys;
  /** One that is on its way to the host already. */
  readonly socket?: Socket | undefined;
  /** Seconds until a host that says nothing counts as unreachable. */
  readonly timeout?: number;
  /** Seconds between two questions whether the other side is still there; after three without an answer it is not. */
  readonly keepalive?: number;
}

/** A connection that may break, and then stays broken. */
export interface SshConnection extends Connection {
  isLost(): boolean;
}

/** One SSH connection, verified and logged in; it is kept until `close()`. */
export async function connectSsh(options: SshOptions): Promise<SshConnection> {
  const client = new Client();
  const { host, socket = dial(options) } = options;
  await login(client, socket, options);
  const session: Session = { client, host, lost: false };
  const lose = () => {
    session.lost = true;
  };
  // The channels' own ends tell what happened; an error nobody listens to would end the process.
  client.on('error', lose).on('end', lose).on('close', lose);
  // What was not sent yet must not arrive when the network is back: by then another connection has done it, or the way back.
  client.on('error', () => socket.resetAndDestroy());
  const { run, openAhead } = runner(session);
  return {
    host,
    run,
    openAhead,
    ...sshRename(client, host, run),
    isLost: () => session.lost,
    close: () => void client.end(),
  };
}

interface Session {
  readonly client: Client;
  readonly host: string;
  lost: boolean;
}

/**
 * Through the shell that stays where it is free, or over the channel that was opened ahead, else over one of its own; the
 * first command opens that shell.
 */
function runner(session: Session): Pick<Connection, 'run' | 'openAhead'> {
  const { host } = session;
  const start = starter(session);
  const loop = shellLoop(start, host, randomBytes(16).toString('hex'));
  const spare = spareChannel(start);
  const run: Connection['run'] = (line, options = {}) => {
    if (isForLoop(options) && loop.isFree() && !session.lost) return loop.run(line, options);
    const channel = isForSpare(options) && !session.lost ? spare.take(line) : undefined;
    if (channel === undefined) return runOver(start, line, { ...options, host });
    options.onShort?.();
    return waitOver(channel, { ...options, host });
  };
  return { run, openAhead: spare.open };
}

/** Only what may be sent again: when the connection breaks, nobody knows whether it was begun. */
function isForSpare({ repeatable, stdin }: RunOptions): boolean {
  return repeatable === true && typeof stdin === 'object';
}

function login(client: Client, sock: Socket, options: SshOptions): Promise<void> {
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
    const closed = () => fail(sock.errored ?? new Error('The connection was closed'));
    client.on('error', fail);
    client.on('close', closed);
    client.on('ready', () => {
      client.off('error', fail);
      resolve();
    });
    // It may have ended before anybody listened.
    if (sock.destroyed) closed();
    else client.connect({ ...configOf(options, attempt.timeout), sock });
  });
}

function configOf(options: SshOptions, timeout: number): ConnectConfig {
  const { user: username, identities } = options;
  return {
    username,
    readyTimeout: timeout * 1_000,
    keepaliveInterval: (options.keepalive ?? 5) * 1_000,
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

function starter(session: Session): Start {
  const { client, host } = session;
  return (line, took, failed) => {
    try {
      client.exec(line, (error, channel) => {
        if (error) failed(notStarted(session, error));
        else took(channel);
      });
    } catch (cause) {
      // What ssh2 throws where there is no connection any more.
      session.lost = true;
      failed(unsent(host, cause));
    }
  };
}

function runOver(start: Start, line: string, options: RunOptions & { readonly host: string }) {
  return new Promise<CommandResult>((resolve, reject) => {
    const took = (channel: ClientChannel) => {
      waitOver(channel, options).then(resolve, reject);
    };
    start(line, took, reject);
  });
}

function waitOver(channel: ClientChannel, options: RunOptions & { readonly host: string }) {
  const abandon = async () => void channel.close();
  return waitForCommand(channel, { ...options, abandon });
}

/** What ssh2 1.17 says of a request that was sent, whether it was refused or never answered. Last verified 2026-11-21. */
const afterRequest = 'Unable to exec';

function notStarted({ host, lost }: Session, cause: Error): Stop {
  if (!lost) return refused(host, cause);
  return cause.message === afterRequest ? unanswered(host, cause) : unsent(host, cause);
}

function refused(host: string, cause: Error): Stop {
  return new Stop('failed', `Cannot start a command on ${host}: ${cause.message}`, {
    cause,
    hint: `Check that ${host} allows several sessions on one connection (MaxSessions)`,
  });
}

function unsent(host: string, cause: unknown): Lost {
  const message = `Cannot start a command on ${host}: the connection was lost`;
  return new Lost(message, { cause, unsent: true, hint: `Check that ${host} is up` });
}

/** The request may have arrived, its answer did not. */
function unanswered(host: string, cause: unknown): Lost {
  const message = `Cannot say whether a command on ${host} was started: the connection was lost`;
  const hint = `Look at ${host}: the command may have run, or may still run`;
  return new Lost(message, { cause, hint });
}
