import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshMaterial } from '../../src/io/connect.ts';
import { Secret } from '../../src/secret.ts';
import { scratch } from './scratch.ts';

/** SSH material with nothing in it but what is named: no key or known host of the machine is found. */
export function aMaterial(
  own: { readonly key?: string; readonly knownHosts?: string } & Partial<SshMaterial> = {},
): SshMaterial {
  const { key, knownHosts, ...rest } = own;
  const home = scratch('home');
  const file = join(home, 'known_hosts');
  if (knownHosts !== undefined) writeFileSync(file, knownHosts);
  return {
    home,
    pipelinesDirectory: join(home, 'pipelines'),
    localEnvironment: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    ...(key !== undefined && { sshKey: new Secret(key) }),
    ...(knownHosts !== undefined && { knownHosts: file }),
    ...rest,
  };
}
