import { chmodSync, chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Openssh, type OpensshOptions, openssh } from './openssh.ts';

/** Every Debian has it and nobody uses it: each host sees its own directory there. */
const seen = '/srv';

/** A host of a target: an OpenSSH server whose sessions see a tree of their own below `/srv`. */
export interface TestHost extends Openssh {
  /** The target’s root as the host sees it. */
  readonly root: string;
  /** The same directory as this test sees it. */
  readonly outside: string;
}

/** Are we root, with the right to mount? */
export function canMount(): boolean {
  return process.getuid?.() === 0;
}

/** Starts hosts that all keep their releases at the same path and let the same key in, as servers do. */
export async function startHosts(count: number, options: OpensshOptions = {}): Promise<TestHost[]> {
  const first = await startHost(options);
  const more = Array.from({ length: count - 1 }, () =>
    startHost({ ...options, login: first.privateKey }),
  );
  return [first, ...(await Promise.all(more))];
}

async function startHost(options: OpensshOptions): Promise<TestHost> {
  const from = `/tmp/cutover-host-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
  mkdirSync(from);
  const server = await openssh({ ...options, mount: { from, at: seen } });
  const { uid, gid } = statSync(server.home);
  const outside = join(from, 'releases', 'shop');
  mkdirSync(outside, { recursive: true });
  for (const path of [join(from, 'releases'), outside]) chownSync(path, uid, gid);
  chmodSync(from, 0o755);
  const stop = async () => {
    await server.stop();
    rmSync(from, { recursive: true });
  };
  return { ...server, root: `${seen}/releases/shop`, outside, stop };
}

/** The hosts of a target, each with its key pinned. */
export function hostLines(hosts: readonly TestHost[]): string {
  return hosts
    .map(
      ({ user, port, hostKeys }) =>
        `      - { address: '${user}@127.0.0.1:${port}', hostKey: '${hostKeys.ed25519}' }\n`,
    )
    .join('');
}
