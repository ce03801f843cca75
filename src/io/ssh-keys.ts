import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { reasonOf, Stop } from '../error.ts';
import { Secret } from '../secret.ts';

/** Something to log in with, and where it came from. */
export type Identity =
  | { readonly source: string; readonly key: Secret }
  | { readonly source: string; readonly agent: string };

export interface KeyPlaces {
  /** The variable SSH_KEY: a private key, in base64 or as it is. */
  readonly sshKey?: Secret;
  /** A private key's file, from BITBUCKET_SSH_KEY_FILE. */
  readonly keyFile?: string;
  /** The agent's socket, from SSH_AUTH_SOCK. */
  readonly agentSocket?: string;
  readonly home: string;
  /** Where Bitbucket Pipelines mounts the repository's key pair and known hosts. */
  readonly pipelinesDirectory: string;
}

/** The keys to log in with: the first of SSH_KEY, the named file, the pipeline's own key, or what a laptop has. */
export async function findIdentities(places: KeyPlaces): Promise<readonly Identity[]> {
  if (places.sshKey !== undefined)
    return [{ source: 'SSH_KEY', key: keyIn(textOf(places.sshKey), 'SSH_KEY') }];
  // 0644 by Bitbucket's design, so the mode says nothing. Last verified 2026-11-20.
  for (const file of [places.keyFile, join(places.pipelinesDirectory, 'id_rsa_tmp')]) {
    const text = file === undefined ? undefined : await readable(file);
    if (file !== undefined && text !== undefined) return [{ source: file, key: keyIn(text, file) }];
  }
  return ownIdentities(places);
}

/** A laptop's keys. One with a passphrase is the agent's to use: it is only a problem when there is nothing else. */
async function ownIdentities({ agentSocket, home }: KeyPlaces): Promise<readonly Identity[]> {
  const agent = agentSocket ? [{ source: 'the SSH agent', agent: agentSocket }] : [];
  const files = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => join(home, '.ssh', name));
  const found = (await Promise.all(files.map(identityIn))).flat();
  const keys = found.filter((each): each is Identity => !(each instanceof Stop));
  if (agent.length + keys.length > 0) return [...agent, ...keys];
  throw found.find((each) => each instanceof Stop) ?? noKey(home);
}

async function identityIn(source: string): Promise<(Identity | Stop)[]> {
  const text = await readable(source);
  if (text === undefined) return [];
  try {
    return [{ source, key: keyIn(text, source) }];
  } catch (error) {
    if (error instanceof Stop) return [error];
    throw error;
  }
}

function noKey(home: string): Stop {
  return new Stop('usage', 'Cannot log in to hosts: there is no SSH key', {
    hint: `Make one under Repository settings → Pipelines → SSH keys, set SSH_KEY to a private key in base64, or start an agent; on a laptop ${join(home, '.ssh')} is read too`,
  });
}

async function readable(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** The key's text, out of base64 where it is in it. */
function textOf(secret: Secret): string {
  const text = secret.open().trim();
  if (text.includes('-----BEGIN') || isPublic(text)) return text;
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) throw bad('SSH_KEY', 'it is not base64');
  return Buffer.from(packed, 'base64').toString('latin1');
}

/** The one private key in this text, ready to be used. */
function keyIn(text: string, source: string): Secret {
  if (isPublic(text)) throw bad(source, 'it is a public key, the private one is needed');
  const armoured = tidy(text);
  if (armoured === undefined) throw bad(source, 'it holds no private key');
  // ssh2 gives an Error back instead of throwing it, and throws only for what is no text.
  const parsed = ssh2.utils.parseKey(armoured);
  if (parsed instanceof Error) throw bad(source, problemOf(parsed));
  if (!parsed.isPrivateKey()) throw bad(source, 'it is a public key, the private one is needed');
  return new Secret(armoured);
}

/** Repairs what variables and editors do to a key: CRLF, lines joined by spaces, a missing last newline. */
function tidy(text: string): string | undefined {
  const found = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/.exec(text);
  const [, label, inside = ''] = found ?? [];
  if (label === undefined) return undefined;
  const packed = inside.replace(/\\n|\s+/g, '');
  const body = /^[A-Za-z0-9+/]+={0,2}$/.test(packed)
    ? (packed.match(/.{1,64}/g) ?? []).join('\n')
    : inside.replaceAll('\r', '').trim();
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function isPublic(text: string): boolean {
  return /^(ssh-|ecdsa-sha2-|sk-)[\w@.-]+\s+AAAA|BEGIN (SSH2 )?PUBLIC KEY/.test(text.trim());
}

function problemOf(error: Error): string {
  if (/encrypted|passphrase/i.test(reasonOf(error)))
    return 'it has a passphrase, which only an SSH agent can open';
  return 'it is damaged, or of a format that is not supported';
}

function bad(source: string, reason: string): Stop {
  return new Stop('usage', `Cannot use the SSH key from ${source}: ${reason}`, {
    hint: 'Make a key without a passphrase with "ssh-keygen -t ed25519 -N \'\' -f deploy"; SSH_KEY is the output of "base64 -w0 deploy"',
  });
}
