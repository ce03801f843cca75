import * as z from 'zod';

/** Where a target's releases live: this machine, or one reached over SSH. */
export type Host =
  | { readonly kind: 'local'; readonly name: 'local' }
  | {
      readonly kind: 'ssh';
      /** As people read it: the address, and the port unless it is 22. */
      readonly name: string;
      readonly user?: string;
      readonly address: string;
      readonly port: number;
      /** `<type> <base64>`: the only key this host may show. */
      readonly hostKey?: string;
    };

const local: Host = { kind: 'local', name: 'local' };
const written = 'is written "name", "user@name" or "user@name:port"';

/** A host key as `<type> <base64>`, the way known_hosts has it after the names. */
const hostKey = z
  .string()
  .trim()
  .transform((text) => text.split(/\s+/).slice(0, 2).join(' '))
  .refine(isHostKey, {
    error:
      'a host key is written "<type> <base64>", for example "ssh-ed25519 AAAA…", as in known_hosts after the names',
  });

/** One entry of `hosts`: `local`, `user@name:port`, or an object that also pins the host's key. */
export const host = z
  .union([z.string(), z.strictObject({ address: z.string(), hostKey: hostKey.optional() })], {
    error: `a host ${written}, or { address, hostKey }`,
  })
  .transform((value, context): Host => {
    const { address, hostKey: key } =
      typeof value === 'string' ? { address: value, hostKey: undefined } : value;
    const parsed = parseHost(address, key);
    if (typeof parsed !== 'string') return parsed;
    context.issues.push({ code: 'custom', input: value, message: parsed });
    return z.NEVER;
  });

const pattern =
  /^(?:(?<user>\w[\w.+-]*)@)?(?:(?<name>\w[\w.-]*)|\[(?<v6>[\da-fA-F:.]+(?:%\w+)?)\])(?::(?<port>\d{1,5}))?$/;

/** The host, or what is wrong with the way it is written. */
function parseHost(text: string, key: string | undefined): Host | string {
  if (text === 'local') return key === undefined ? local : '"local" has no host key';
  const { user, name, v6, port: digits } = pattern.exec(text)?.groups ?? {};
  const address = name ?? v6;
  if (address === undefined) return problemOf(text);
  const port = Number(digits ?? 22);
  if (!isPort(port)) return `the port of "${text}" is not between 1 and 65535`;
  const known = given({ user, hostKey: key });
  return { kind: 'ssh', name: nameOf(address, port), address, port, ...known };
}

/** The same without what is undefined. */
function given<Value>(values: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, Value] => pair[1] !== undefined),
  );
}

function isPort(port: number): boolean {
  return port >= 1 && port <= 65_535;
}

function nameOf(address: string, port: number): string {
  if (port === 22) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function problemOf(text: string): string {
  const name = text.slice(text.lastIndexOf('@') + 1);
  return name.split(':').length > 2 && !name.startsWith('[')
    ? `a host with an IPv6 address is written in brackets, "user@[::1]:22", not "${text}"`
    : `a host ${written}, not "${text}"`;
}

/** Does the base64 hold a key of the type in front of it? */
function isHostKey(text: string): boolean {
  const [type = '', key = ''] = text.split(' ');
  if (!/^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521))$/.test(type)) return false;
  if (!/^[A-Za-z0-9+/]{32,}={0,2}$/.test(key)) return false;
  const blob = atob(key);
  return blob.startsWith(`\0\0\0${String.fromCharCode(type.length)}${type}`);
}
