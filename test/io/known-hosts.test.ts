import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hostKeys } from '../../src/io/host-keys.ts';
import { judgeKey, linesFor, parseKnownHosts } from '../../src/io/known-hosts.ts';

/** A key of a type: only its bytes matter here, nothing is signed with it. */
function aKey(type: string, seed: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.alloc(48, seed)]);
}
const ed25519 = aKey('ssh-ed25519', 1);
const otherEd25519 = aKey('ssh-ed25519', 2);
const rsa = aKey('ssh-rsa', 3);

const lineOf = (names: string, key = ed25519) =>
  `${names} ${key.toString('latin1', 4, 4 + key.readUInt32BE(0))} ${key.toString('base64')}`;
const hashed = (name: string) => {
  const salt = Buffer.alloc(20, 7);
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
};
const verdict = (text: string, key = ed25519, address = 'web-1', port = 22) =>
  judgeKey(linesFor(parseKnownHosts('kh', text), { address, port }), key).verdict;

describe('a known_hosts line', () => {
  test.each([
    ['a name', 'web-1', 'web-1', 22],
    ['a name, whatever its case', 'WEB-1', 'Web-1', 22],
    ['a list of names', 'db-1,web-1,10.0.0.1', 'web-1', 22],
    ['a pattern with *', 'web-*', 'web-1', 22],
    ['a pattern with ?', 'web-?', 'web-1', 22],
    ['a pattern in which a dot is a dot', '*.example.com', 'a.example.com', 22],
    ['everything', '*', 'web-1', 2222],
    ['a port', '[web-1]:2222', 'web-1', 2222],
    ['a pattern with a port', '[*.example.com]:2222', 'a.example.com', 2222],
    ['an IPv6 address', '::1', '::1', 22],
    ['an IPv6 address with a port', '[::1]:2222', '::1', 2222],
    ['a hashed name', hashed('web-1'), 'web-1', 22],
    ['a hashed name with a port', hashed('[web-1]:2222'), 'web-1', 2222],
  ])('is found by %s', (_, names, address, port) => {
    expect(verdict(lineOf(names), ed25519, address, port)).toBe('trusted');
  });

  test.each([
    ['another name', 'web-2', 'web-1', 22],
    ['a name that only begins like it', 'web-1', 'web-10', 22],
    ['a negated name', 'web-*,!web-1', 'web-1', 22],
    ['a negated pattern before the others', '!web-*,*', 'web-1', 22],
    ['a name alone, for another port than 22', 'web-1', 'web-1', 2222],
    ['a port, for port 22', '[web-1]:2222', 'web-1', 22],
    ['a pattern whose dot would match a letter', 'web.example', 'webxexample', 22],
    ['a hash of another name', hashed('web-2'), 'web-1', 22],
    ['a hash of another version', hashed('web-1').replace('|1|', '|2|'), 'web-1', 22],
  ])('is not found by %s', (_, names, address, port) => {
    expect(verdict(lineOf(names), ed25519, address, port)).toBe('unknown');
  });

  test('may stand among comments, empty lines, broken lines, options of old and CRLF', () => {
    const text = [
      '# web-1',
      '',
      '   ',
      'web-1',
      'web-1 1024 35 AAA=',
      `  ${lineOf('web-1')} root@web-1`,
    ];
    expect(verdict(text.join('\r\n'))).toBe('trusted');
  });

  test('knows where it stands', () => {
    expect(parseKnownHosts('/etc/kh', `# first\n${lineOf('web-1')}`)).toMatchObject([
      { where: '/etc/kh:2', names: 'web-1', type: 'ssh-ed25519', marker: undefined },
    ]);
  });
});

describe('judgeKey()', () => {
  test.each([
    [
      'trusts one of several known keys',
      `${lineOf('web-1')}\n${lineOf('web-1', rsa)}`,
      rsa,
      'trusted',
    ],
    ['does not know a host without lines', '', ed25519, 'unknown'],
    ['sees another key of the same type', lineOf('web-1'), otherEd25519, 'changed'],
    ['sees another key of another type', lineOf('web-1'), rsa, 'changed'],
    ['sees a revoked key', `@revoked ${lineOf('*')}`, ed25519, 'revoked'],
    [
      'sees a revoked key that is trusted elsewhere',
      `${lineOf('web-1')}\n@revoked ${lineOf('*')}`,
      ed25519,
      'revoked',
    ],
    [
      'does not mind another revoked key',
      `${lineOf('web-1')}\n@revoked ${lineOf('*', rsa)}`,
      ed25519,
      'trusted',
    ],
    ['does not take an authority for a host', `@cert-authority ${lineOf('*')}`, ed25519, 'unknown'],
    ['passes over a marker nobody knows', `@new ${lineOf('web-1')}`, ed25519, 'unknown'],
  ])('%s', (_, text, key, expected) => {
    expect(verdict(text, key)).toBe(expected);
  });
});

describe('hostKeys()', () => {
  const about = (text: string, pinned?: string) =>
    hostKeys({
      host: 'web-1',
      address: 'web-1',
      port: 22,
      lines: parseKnownHosts('kh', text),
      files: text === '' ? [] : ['kh'],
      ...(pinned !== undefined && { pinned }),
    });
  const refusalOf = (text: string, key: Buffer, pinned?: string) => {
    const keys = about(text, pinned);
    keys.verify(key);
    return keys.refusal();
  };

  test('asks for the known types first', () => {
    expect(about(lineOf('web-1', rsa)).algorithms).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
    ]);
  });

  test('never offers SHA-1', () => {
    expect(about(lineOf('web-1', rsa)).algorithms).not.toContain('ssh-rsa');
  });

  test('has no objection before a key was shown, and none to a trusted one', () => {
    expect(about('').refusal()).toBeUndefined();
    expect(refusalOf(lineOf('web-1'), ed25519)).toBeUndefined();
  });

  test('takes a pinned key for the only one', () => {
    const pinned = lineOf('', rsa).trim();
    expect(refusalOf(lineOf('web-1'), rsa, pinned)).toBeUndefined();
    expect(refusalOf(lineOf('web-1'), ed25519, pinned)?.message).toMatch(
      /^Cannot trust web-1: its key has CHANGED to ssh-ed25519 SHA256:\S{43}, expected "hostKey" of cutover.yml: ssh-rsa SHA256:\S{43}$/,
    );
  });

  test('does not take a pinned key that was revoked', () => {
    expect(
      refusalOf(`@revoked ${lineOf('*', rsa)}`, rsa, lineOf('', rsa).trim())?.message,
    ).toContain('REVOKED');
  });

  test('names fingerprint and files of an unknown key, and what to do', () => {
    const stop = refusalOf(lineOf('web-2'), ed25519);
    expect(stop?.message).toMatch(
      /^Cannot trust web-1: its key ssh-ed25519 SHA256:\S{43} is in no known_hosts file \(read: kh\)$/,
    );
    expect(stop?.hint).toContain('Repository settings → Pipelines → SSH keys → Known hosts');
    expect(stop?.hint).toContain('hostKey: <type> <key>');
    expect(refusalOf('', ed25519)?.message).toContain('(there is no known_hosts file)');
  });

  test('names file and line of the key a host should have shown', () => {
    expect(refusalOf(`\n${lineOf('web-1')}`, otherEd25519)?.message).toMatch(
      /, expected kh:2: ssh-ed25519 SHA256:\S{43}$/,
    );
  });

  test('says that certificates are not supported where somebody counts on them', () => {
    expect(refusalOf(`@cert-authority ${lineOf('*')}`, ed25519)?.details).toEqual([
      'kh:1 names a certificate authority: host certificates are not supported',
    ]);
  });
});
