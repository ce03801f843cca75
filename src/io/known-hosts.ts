import { createHash, createHmac } from 'node:crypto';

/** One line of a known_hosts file. */
export interface KnownHost {
  /** Where it stands: `/home/ana/.ssh/known_hosts:12`. */
  readonly where: string;
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** The names as written: a comma list of patterns, or one hashed name. */
  readonly names: string;
  readonly type: string;
  /** Base64. */
  readonly key: string;
}

/** What is known about a host, against the key it shows. */
export interface HostVerdict {
  readonly verdict: 'trusted' | 'unknown' | 'changed' | 'revoked';
  /** `ssh-ed25519 SHA256:…` */
  readonly offered: string;
  /** The keys it should have shown, or the revoked one. */
  readonly known: readonly { readonly fingerprint: string; readonly where: string }[];
}

/**
 * The lines of a known_hosts file, as sshd(8) describes it; what is not one is passed over, as OpenSSH does.
 * There is no maintained package for this format on npm. Last verified 2026-11-21.
 */
export function parseKnownHosts(file: string, text: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => parseLine(line, `${file}:${index + 1}`) ?? []);
}

/** The lines that speak about this address and port. */
export function linesFor(
  lines: readonly KnownHost[],
  { address, port }: { readonly address: string; readonly port: number },
): KnownHost[] {
  // ssh(1) looks for another port than 22 under "[name]:port" alone. Last verified 2026-11-21, OpenSSH 9.2p1.
  const name = (port === 22 ? address : `[${address}]:${port}`).toLowerCase();
  return lines.filter(({ names }) => matches(names, name));
}

/**
 * Is this the host it says it is? A host with a known key that shows one of another type has changed:
 * OpenSSH calls that unknown, but whoever stands in between chooses what to show.
 */
export function judgeKey(lines: readonly KnownHost[], offered: Buffer): HostVerdict {
  const key = offered.toString('base64').replace(/=+$/, '');
  const isOffered = (line: KnownHost) => line.key.replace(/=+$/, '') === key;
  const revoked = lines.filter((line) => line.marker === 'revoked' && isOffered(line));
  const plain = lines.filter(({ marker }) => marker === undefined);
  const known = plain.some(isOffered) ? plain.filter(isOffered) : plain;
  return {
    verdict: revoked.length > 0 ? 'revoked' : verdictOn(plain, isOffered),
    offered: `${typeOf(offered)} ${fingerprintOf(offered)}`,
    known: (revoked.length > 0 ? revoked : known).map((line) => ({
      fingerprint: `${line.type} ${fingerprintOf(Buffer.from(line.key, 'base64'))}`,
      where: line.where,
    })),
  };
}

/** A key's type, as it stands in its own first field. */
function typeOf(key: Buffer): string {
  return key.length < 4 ? 'unknown' : key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function verdictOn(plain: readonly KnownHost[], isOffered: (line: KnownHost) => boolean) {
  if (plain.some(isOffered)) return 'trusted';
  return plain.length === 0 ? 'unknown' : 'changed';
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function parseLine(line: string, where: string): KnownHost | undefined {
  const words = line.trim().split(/\s+/);
  const marker = /^@(revoked|cert-authority)$/.exec(words[0] ?? '')?.[1] as KnownHost['marker'];
  const [names = '', type = '', key = ''] = marker === undefined ? words : words.slice(1);
  if (names.startsWith('#') || names.startsWith('@')) return undefined;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(key) ? { where, marker, names, type, key } : undefined;
}

function matches(names: string, name: string): boolean {
  if (names.startsWith('|')) return matchesHash(names, name);
  const patterns = names.toLowerCase().split(',');
  const hit = (pattern: string) => globOf(pattern).test(name);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && hit(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && hit(pattern.slice(1)))
  );
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function matchesHash(names: string, name: string): boolean {
  const [, version, salt = '', hash] = names.split('|');
  const hashed = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64');
  return version === '1' && hashed === hash;
}

function globOf(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`);
}
