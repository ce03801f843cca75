import type { ServerHostKeyAlgorithm } from 'ssh2';
import { Stop } from '../error.ts';
import { type HostVerdict, judgeKey, type KnownHost, linesFor } from './known-hosts.ts';

/** Decides about the key of one host, before anything is said to it. */
export interface HostKeys {
  /** The signatures to ask for, those for known keys first: a host with several keys then shows the known one. */
  readonly algorithms: readonly ServerHostKeyAlgorithm[];
  verify(key: Buffer): boolean;
  /** Why the key was refused; undefined as long as none was. */
  refusal(): Stop | undefined;
}

export interface HostKeysOptions {
  /** The host's name as people read it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  /** `<type> <base64>`: the only key to accept, whatever known_hosts says. */
  readonly pinned?: string;
  /** All lines of all known_hosts files. */
  readonly lines: readonly KnownHost[];
  /** Which files were read. */
  readonly files: readonly string[];
}

/** Always verifies: there is no switch that turns it off. */
export function hostKeys(options: HostKeysOptions): HostKeys {
  const lines = linesAbout(options);
  let judged: HostVerdict | undefined;
  return {
    algorithms: orderFor(lines),
    verify: (key) => {
      judged = judgeKey(lines, key);
      return judged.verdict === 'trusted';
    },
    refusal: () => {
      if (judged === undefined || judged.verdict === 'trusted') return undefined;
      return judged.verdict === 'unknown'
        ? unknownKey(options, judged, lines)
        : wrongKey(options, judged);
    },
  };
}

/** A pinned key replaces what known_hosts trusts, never what it revokes. */
function linesAbout({ pinned, lines, ...host }: HostKeysOptions): KnownHost[] {
  const found = linesFor(lines, host);
  if (pinned === undefined) return found;
  const [type = '', key = ''] = pinned.split(' ');
  const pin = { where: '"hostKey" of cutover.yml', marker: undefined, names: '', type, key };
  return [pin, ...found.filter(({ marker }) => marker === 'revoked')];
}

// What OpenSSH 9.2 offers and ssh2 1.17 speaks, without SHA-1 ("ssh-rsa"). Last verified 2026-11-21.
const signatures: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

function orderFor(lines: readonly KnownHost[]): ServerHostKeyAlgorithm[] {
  const known = new Set(lines.filter(({ marker }) => marker === undefined).map(({ type }) => type));
  const types = Object.keys(signatures);
  const order = [
    ...types.filter((type) => known.has(type)),
    ...types.filter((type) => !known.has(type)),
  ];
  return order.flatMap((type) => signatures[type] ?? []);
}

function unknownKey(
  { host, address, port, files }: HostKeysOptions,
  { offered }: HostVerdict,
  lines: readonly KnownHost[],
): Stop {
  const read = files.length === 0 ? 'there is no known_hosts file' : `read: ${files.join(', ')}`;
  const authority = lines.find(({ marker }) => marker === 'cert-authority');
  return new Stop(
    'failed',
    `Cannot trust ${host}: its key ${offered} is in no known_hosts file (${read})`,
    {
      hint: `Get the key with "ssh-keyscan -p ${port} ${address}", compare its fingerprint with the host's own ("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" there), then add the host under Repository settings → Pipelines → SSH keys → Known hosts, or pin "hostKey: <type> <key>" for it in cutover.yml`,
      details:
        authority === undefined
          ? []
          : [
              `${authority.where} names a certificate authority: host certificates are not supported`,
            ],
    },
  );
}

function wrongKey({ host }: HostKeysOptions, { verdict, offered, known }: HostVerdict): Stop {
  const details = known.map(({ where, fingerprint }) => `${where}: ${fingerprint}`);
  if (verdict === 'revoked')
    return new Stop('failed', `Cannot trust ${host}: its key ${offered} was REVOKED`, {
      hint: 'Do not go on: ask who revoked the key, and give the host a new one',
      details,
    });
  return new Stop(
    'failed',
    `Cannot trust ${host}: its key has CHANGED to ${offered}, expected ${details.join(', ')}`,
    {
      hint: 'Somebody may stand between you and the host. Ask its owner whether it was given a new key; only then replace the known one',
    },
  );
}
