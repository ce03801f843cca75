import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Stop } from '../error.ts';
import type { Host } from '../release/host.ts';
import { dial } from './dial.ts';
import { hostKeys } from './host-keys.ts';
import type { Connection } from './io.ts';
import type { Reopening } from './keep-open.ts';
import { parseKnownHosts } from './known-hosts.ts';
import { connectLocal } from './local.ts';
import { reconnecting } from './reconnecting.ts';
import type { KeyPlaces } from './ssh-keys.ts';

/** Everything a connection needs from the environment; `pipe/` fills it in. */
export interface SshMaterial extends KeyPlaces {
  /** A known_hosts file to read before the usual ones. */
  readonly knownHosts?: string;
  /** Who logs in where the host does not say it; without it, whoever runs this. */
  readonly user?: string;
  /** What commands on `local` see; not the runner's own environment, which holds secrets. */
  readonly localEnvironment: Readonly<Record<string, string>>;
  /** Seconds until a host that says nothing counts as unreachable. */
  readonly timeout?: number;
  /** Seconds until a host whose connection was lost is lost for good; a minute when nothing is said. */
  readonly reconnect?: number;
}

/** Reaches a host of the config and keeps it, also where the connection breaks. */
export async function connect(host: Host, material: SshMaterial): Promise<Connection> {
  if (host.kind === 'local') return connectLocal(material.localEnvironment);
  // The host begins to answer while what speaks SSH is loaded, which takes as long as a round trip or two.
  const socket = dial(host);
  try {
    return await reconnecting(await reopeningOf(host, material, socket));
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function reopeningOf(
  host: Extract<Host, { kind: 'ssh' }>,
  material: SshMaterial,
  socket: Socket,
): Promise<Reopening> {
  const { name, address, port, hostKey: pinned } = host;
  const [{ connectSsh }, { findIdentities }, { files, lines }] = await Promise.all([
    import('./ssh.ts'),
    import('./ssh-keys.ts'),
    readKnownHosts(material),
  ]);
  const keys = hostKeys({
    ...{ host: name, address, port, files, lines },
    ...(pinned !== undefined && { pinned }),
  });
  const identities = await findIdentities(material);
  const user = host.user ?? material.user ?? userInfo().username;
  const who = { host: name, address, port, user, identities, hostKeys: keys };
  // For the first connection; where it is lost, the next one dials again.
  const dialled = [socket];
  const open = (timeout = material.timeout) =>
    connectSsh({ ...who, socket: dialled.pop(), ...(timeout !== undefined && { timeout }) });
  const distrusts = () => keys.refusal() !== undefined;
  return { open, distrusts, patience: material.reconnect ?? 60 };
}

async function readKnownHosts({ knownHosts, pipelinesDirectory, home }: SshMaterial) {
  const usual = [
    join(pipelinesDirectory, 'known_hosts'),
    join(home, '.ssh', 'known_hosts'),
    '/etc/ssh/ssh_known_hosts',
  ];
  const read = [
    ...(knownHosts === undefined ? [] : [await readNamed(knownHosts)]),
    ...(await Promise.all(usual.map(readIfThere))).flat(),
  ];
  return {
    files: read.map(({ file }) => file),
    lines: read.flatMap(({ file, text }) => parseKnownHosts(file, text)),
  };
}

async function readIfThere(file: string) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ file, text }];
}

async function readNamed(file: string) {
  const [found] = await readIfThere(file);
  if (found !== undefined) return found;
  throw new Stop('usage', `Cannot read known hosts: "${file}" is missing or may not be read`, {
    hint: 'Name a file in the format of known_hosts, or leave the option out',
  });
}
