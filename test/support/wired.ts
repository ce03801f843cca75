import { connect, type SshMaterial } from '../../src/io/connect.ts';
import { hostKeys } from '../../src/io/host-keys.ts';
import type { Connection } from '../../src/io/io.ts';
import { parseKnownHosts } from '../../src/io/known-hosts.ts';
import { connectSsh, type SshConnection } from '../../src/io/ssh.ts';
import { host } from '../../src/release/host.ts';
import { Secret } from '../../src/secret.ts';
import { aMaterial } from './a-material.ts';
import { type Cut, cut } from './cut.ts';
import type { Openssh } from './openssh.ts';

/** A connection over a cable that can be cut. */
export interface Wired<Kind extends Connection> {
  readonly connection: Kind;
  readonly cable: Cut;
}

/** As a run has it: opened again where it breaks. */
export async function wired(
  server: Openssh,
  material: Partial<SshMaterial> = {},
): Promise<Wired<Connection>> {
  const cable = await cut(server.port);
  const connection = await connect(
    host.parse({
      address: `${server.user}@127.0.0.1:${cable.port}`,
      hostKey: server.hostKeys.ed25519,
    }),
    aMaterial({ key: server.privateKey, ...material }),
  );
  return { connection, cable };
}

/** One connection, and no other after it; with `keepalive` seconds it notices sooner than usual that nobody answers. */
export async function wiredOnce(
  server: Openssh,
  { keepalive }: { readonly keepalive?: number } = {},
): Promise<Wired<SshConnection>> {
  const cable = await cut(server.port);
  const known = { host: 'h', address: '127.0.0.1', port: cable.port };
  const connection = await connectSsh({
    ...known,
    user: server.user,
    identities: [{ source: 'test', key: new Secret(server.privateKey) }],
    hostKeys: hostKeys({
      ...known,
      pinned: server.hostKeys.ed25519 ?? '',
      lines: parseKnownHosts('', ''),
      files: [],
    }),
    ...(keepalive !== undefined && { keepalive }),
  });
  return { connection, cable };
}

/** The ways in which a connection breaks that both ends notice. */
export const cuts = [
  ['its TCP connection ends', (cable: Cut) => cable.drop()],
  ['its TCP connection is reset', (cable: Cut) => cable.reset()],
  ['the host kills its session', (_: Cut, server: Openssh) => server.kill()],
] as const;
