import { type ChildProcess, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import ssh2, { type PublicKeyAuthContext, type ServerChannel } from 'ssh2';

/** An SSH server in this process: its host is this machine, its user whoever runs it. */
export interface SshHost {
  readonly port: number;
  /** `<type> <base64>`, to be pinned in a config. */
  readonly hostKey: string;
  /** The only key that may log in, as OpenSSH writes it. */
  readonly privateKey: string;
  close(): void;
}

/** Starts an SSH host on loopback whose sessions work in `home`. */
export async function startSshHost(home: string): Promise<SshHost> {
  const host = newKey();
  const user = newKey();
  const server = new ssh2.Server({ hostKeys: [host.private] }, (client) => {
    // A client that goes away is no trouble of the server.
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => {
      if (attempt.method !== 'publickey' || !isKey(user.public, attempt))
        return attempt.reject(['publickey']);
      return attempt.accept();
    });
    client.on('session', (accept) => serve(accept(), home));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    hostKey: host.public.trim(),
    privateKey: user.private,
    close: () => void server.close(),
  };
}

/** The library writes about one key in 300 in a form that it refuses to read itself. Last verified 2026-11-21, ssh2 1.17.0. */
function newKey() {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    const keys = [pair.private, pair.public].map((key) => ssh2.utils.parseKey(key));
    if (!keys.some((key) => key instanceof Error)) return pair;
  }
}

/** The offered key is the user’s; where it comes with a signature, that is good as well. */
function isKey(
  expected: string,
  { key, signature, blob, hashAlgo }: PublicKeyAuthContext,
): boolean {
  const known = ssh2.utils.parseKey(expected);
  if (known instanceof Error || !known.getPublicSSH().equals(key.data)) return false;
  return (
    signature === undefined ||
    blob === undefined ||
    known.verify(blob, signature, hashAlgo) === true
  );
}

function serve(session: ssh2.Session, home: string) {
  session.on('exec', (accept, _reject, { command }) => {
    const channel = accept();
    // A group of its own, so that a cut connection ends all of it.
    const child = spawn('sh', ['-c', command], { cwd: home, detached: true });
    connectStreams(channel, child);
    child.on('exit', (code, signal) => {
      if (signal === null) channel.exit(code ?? 1);
      else channel.exit(signal.replace('SIG', ''));
    });
    child.on('close', () => channel.close());
  });
}

function connectStreams(channel: ServerChannel, child: ChildProcess) {
  child.stdin?.on('error', () => undefined);
  if (child.stdin !== null) channel.pipe(child.stdin);
  child.stdout?.pipe(channel, { end: false });
  child.stderr?.pipe(channel.stderr, { end: false });
}
