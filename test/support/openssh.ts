import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const daemon = '/usr/sbin/sshd';
const deployUser = 'cutover-deploy';

export interface OpensshOptions {
  /** Which host keys the server has; ed25519 alone when nothing is said. */
  readonly hostKeys?: readonly ('ed25519' | 'ecdsa' | 'rsa')[];
  /** Without it the server has no SFTP subsystem. */
  readonly sftp?: boolean;
  /** PATH of every session: a directory of BusyBox links, for example. */
  readonly path?: string;
  /** A directory that every session sees at `at` instead of what is there: several hosts, one path. Takes root. */
  readonly mount?: { readonly from: string; readonly at: string };
  /** A private key that may log in; without it the server gets one of its own. */
  readonly login?: string;
  /** More lines for sshd_config, before the rest: the first value of a keyword wins. */
  readonly config?: readonly string[];
}

/** A running OpenSSH server on loopback. */
export interface Openssh {
  readonly address: '127.0.0.1';
  readonly port: number;
  /** Who may log in, with `privateKey`. */
  readonly user: string;
  readonly privateKey: string;
  /** The known_hosts lines of all its keys. */
  readonly knownHosts: string;
  /** `<type> <base64>` of each host key. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** Owned by the user, empty, gone after `stop()`. */
  readonly home: string;
  /** The server's process: its mount namespace is the host's. */
  readonly pid: number;
  /** What the server has logged so far. */
  log(): string;
  /** Kills every session's process, as a reboot of the host would. */
  kill(): void;
  stop(): Promise<void>;
}

/** Is there an OpenSSH server on this machine that tests may start? */
export function hasOpenssh(): boolean {
  return process.platform === 'linux' && existsSync(daemon);
}

/** Starts a real OpenSSH server with its own configuration, host keys and authorised key. */
export async function openssh(options: OpensshOptions = {}): Promise<Openssh> {
  const directory = mkdtempSync('/tmp/cutover-openssh-');
  chmodSync(directory, 0o755);
  const user = loginUser();
  const hostKeys = makeHostKeys(directory, options.hostKeys ?? ['ed25519']);
  const privateKey = options.login ?? makeKey(directory, 'login', 'ed25519');
  if (options.login !== undefined) writePublicKey(directory, options.login);
  const home = join(directory, 'home');
  mkdirSync(home);
  if (user === deployUser) chownSync(home, idOf('-u'), idOf('-g'));
  const port = await freePort();
  writeFileSync(join(directory, 'sshd_config'), configOf(directory, user, options).join('\n'));
  const sshd = await start(directory, port, options);
  return {
    address: '127.0.0.1',
    port,
    user,
    privateKey,
    knownHosts: Object.values(hostKeys)
      .map((key) => `[127.0.0.1]:${port} ${key}\n`)
      .join(''),
    hostKeys,
    home,
    pid: sshd.process.pid ?? 0,
    log: sshd.log,
    kill: () => killSessions(sshd.process),
    stop: async () => {
      const sessions = descendants(sshd.process.pid ?? 0);
      const ended = new Promise((resolve) => sshd.process.once('exit', resolve));
      if (sshd.process.kill('SIGTERM')) await ended;
      for (const pid of sessions) killIfThere(pid);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configOf(directory: string, user: string, options: OpensshOptions): string[] {
  return [
    ...(options.config ?? []),
    'ListenAddress 127.0.0.1',
    `PidFile ${join(directory, 'pid')}`,
    ...(options.hostKeys ?? ['ed25519']).map(
      (type) => `HostKey ${join(directory, `host_${type}`)}`,
    ),
    `AuthorizedKeysFile ${join(directory, 'login.pub')}`,
    `AllowUsers ${user}`,
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 100',
    ...(options.path === undefined ? [] : [`SetEnv PATH=${options.path}`]),
    ...(options.sftp === false ? [] : ['Subsystem sftp internal-sftp']),
    '',
  ];
}

async function start(directory: string, port: number, { mount }: OpensshOptions) {
  // Run as root, sshd insists on this directory. Last verified 2026-11-21, OpenSSH 9.2p1.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const argv = [daemon, '-D', '-e', '-f', join(directory, 'sshd_config'), '-p', String(port)];
  const [command = '', ...words] = mount === undefined ? argv : mounted(mount, argv);
  const child = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await until('sshd', () => {
    if (child.exitCode !== null) throw new Error(`Cannot start sshd: ${text}`);
    return text.includes('Server listening');
  });
  return { process: child as ChildProcess, log: () => text };
}

/** The words that run a command where `at` shows `from`, and only there. */
function mounted({ from, at }: { from: string; at: string }, argv: readonly string[]): string[] {
  const script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, 'sh', from, at, ...argv];
}

function makeHostKeys(directory: string, types: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    types.map((type) => {
      makeKey(directory, `host_${type}`, type);
      const line = readFileSync(join(directory, `host_${type}.pub`), 'utf8');
      return [type, line.split(' ').slice(0, 2).join(' ').trim()];
    }),
  );
}

/** Makes a key pair with ssh-keygen and gives the private half. */
export function makeKey(
  directory: string,
  name: string,
  type: string,
  ...options: readonly string[]
): string {
  const file = join(directory, name);
  const passphrase = options.includes('-N') ? [] : ['-N', ''];
  execFileSync('ssh-keygen', ['-q', '-t', type, '-f', file, '-C', name, ...passphrase, ...options]);
  return readFileSync(file, 'utf8');
}

function writePublicKey(directory: string, privateKey: string): void {
  const file = join(directory, 'login');
  writeFileSync(file, privateKey, { mode: 0o600 });
  writeFileSync(`${file}.pub`, execFileSync('ssh-keygen', ['-y', '-f', file]));
}

/** An unprivileged user, who is made when we are root and nobody has; otherwise whoever runs the tests. */
export function loginUser(): string {
  if (process.getuid?.() !== 0) return userInfo().username;
  try {
    idOf('-u');
  } catch {
    addDeployUser();
  }
  return deployUser;
}

function addDeployUser(): void {
  const options = ['--create-home', '--shell', '/bin/sh', '--password', '*'];
  execFileSync('useradd', [...options, deployUser], { stdio: 'pipe' });
}

function idOf(which: '-u' | '-g'): number {
  return Number(execFileSync('id', [which, deployUser], { stdio: 'pipe' }).toString());
}

function killSessions(sshd: ChildProcess): void {
  for (const pid of descendants(sshd.pid ?? 0)) killIfThere(pid);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/** Every process below this one, deepest last. */
function descendants(parent: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
  return children.flatMap((pid) => [pid, ...descendants(pid)]);
}

function parentOf(pid: string): number | undefined {
  try {
    accessSync(`/proc/${pid}/stat`);
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
