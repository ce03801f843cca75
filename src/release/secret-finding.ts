import { basename } from 'node:path/posix';
import type { UnreadEntry } from './entry.ts';
import type { Finding } from './finding.ts';

/** A secret in the tree: where, and why it is taken for one. Never its text. */
export function secretFinding(path: string, message: string): Finding {
  return {
    rule: 'secret-in-package',
    severity: 'error',
    subject: path,
    message,
    hint: 'Take it out of the tree or name it in "package.exclude"; if it is harmless, in "package.allowSecrets"',
  };
}

/** A file, or a link to one, whose name alone says that it holds a secret. */
export function secretNameFindings({ path, type }: UnreadEntry): Finding[] {
  if (type === 'directory') return [];
  const name = basename(path).toLowerCase();
  return names
    .filter(({ fits }) => fits(name))
    .map(({ is }) => secretFinding(path, `by its name, ${is}`));
}

const names: readonly { readonly is: string; fits(name: string): boolean }[] = [
  {
    is: 'an environment file',
    fits: (name) => name.startsWith('.env') && name !== '.env.example',
  },
  {
    // What ssh-keygen calls its files unless told otherwise: ssh-keygen(1), last verified 2026-11-21.
    is: 'a private SSH key',
    fits: (name) => /^id_(rsa|dsa|ecdsa|ed25519|xmss)(_sk)?$/.test(name),
  },
  { is: 'a private key', fits: (name) => /\.(ppk|p12|pfx)$/.test(name) },
];
