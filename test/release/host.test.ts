import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { host } from '../../src/release/host.ts';
import { fc } from '../support/fc.ts';

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzdGFuZHMgZm9yIGEga2V5IG9mIDMyIGJ5dGVz';

const problemOf = (value: unknown) =>
  host.safeParse(value).error?.issues.map(({ message }) => message);

describe('a host', () => {
  test.each([
    ['web-1', { name: 'web-1', address: 'web-1', port: 22 }],
    ['ame-1.example.com', { name: 'ame-1.example.com', address: 'ame-1.example.com', port: 22 }],
    ['deploy@web-1', { name: 'web-1', user: 'deploy', address: 'web-1', port: 22 }],
    ['deploy@web-1:22', { name: 'web-1', user: 'deploy', address: 'web-1', port: 22 }],
    ['web-1:2222', { name: 'web-1:2222', address: 'web-1', port: 2222 }],
    ['10.0.0.1:2222', { name: '10.0.0.1:2222', address: '10.0.0.1', port: 2222 }],
    ['[::1]', { name: '::1', address: '::1', port: 22 }],
    [
      'root@[fe80::1%eth0]',
      { name: 'fe80::1%eth0', user: 'root', address: 'fe80::1%eth0', port: 22 },
    ],
    ['a.b@[::1]:2222', { name: '[::1]:2222', user: 'a.b', address: '::1', port: 2222 }],
  ])('is read from "%s"', (text, expected) => {
    expect(host.parse(text)).toEqual({ kind: 'ssh', ...expected });
  });

  test('may be this machine', () => {
    expect(host.parse('local')).toEqual({ kind: 'local', name: 'local' });
    expect(host.parse({ address: 'local' })).toEqual({ kind: 'local', name: 'local' });
  });

  test('may pin its key; a comment after the key is left out', () => {
    expect(host.parse({ address: 'deploy@web-1', hostKey: `${key} root@web-1\n` })).toEqual({
      kind: 'ssh',
      name: 'web-1',
      user: 'deploy',
      address: 'web-1',
      port: 22,
      hostKey: key,
    });
  });

  test.each([
    [''],
    [' web-1'],
    ['web-1\n'],
    ['-oProxyCommand=id'],
    ['deploy@-oProxyCommand=id'],
    ['-l@web-1'],
    ['deploy@web 1'],
    ['web;id'],
    ['$(id)@web-1'],
    ['a@b@c'],
    ['web-1:'],
    ['web-1:ssh'],
    ['web-1:123456'],
    ['ssh://web-1'],
    ['[::1'],
    ['[]'],
  ])('is refused when written "%s"', (text) => {
    expect(problemOf(text)).toEqual([
      `a host is written "name", "user@name" or "user@name:port", not "${text}"`,
    ]);
  });

  test.each([
    ['web-1:0', 'the port of "web-1:0" is not between 1 and 65535'],
    ['web-1:65536', 'the port of "web-1:65536" is not between 1 and 65535'],
    [
      'deploy@fe80::1',
      'a host with an IPv6 address is written in brackets, "user@[::1]:22", not "deploy@fe80::1"',
    ],
    [{ address: 'local', hostKey: key }, '"local" has no host key'],
    [7, 'a host is written "name", "user@name" or "user@name:port", or { address, hostKey }'],
    [null, 'a host is written "name", "user@name" or "user@name:port", or { address, hostKey }'],
    [{ address: 'web-1', key }, 'Unrecognized key: "key"'],
  ])('%j is refused with a reason', (value, reason) => {
    expect(problemOf(value)).toEqual([reason]);
  });

  test.each([
    ['a name in front', `web-1 ${key}`],
    ['no type', key.slice(12)],
    ['another type than the key has', key.replace('ssh-ed25519', 'ssh-rsa')],
    ['a type nobody speaks', key.replace('ssh-ed25519', 'ssh-dss')],
    ['a fingerprint', 'ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BrrJkkiA='],
    ['broken base64', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBzdGFuZHMgZm9yIGEga2V5IG9mID~'],
  ])('cannot pin %s', (_, hostKey) => {
    expect(host.safeParse({ address: 'web-1', hostKey }).success).toBe(false);
  });

  test('never has a leading dash, white space or a shell character, whatever is written', async () => {
    await fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 12 }), (text) => {
        const { data } = host.safeParse(text);
        if (data?.kind !== 'ssh') return;
        expect(data.address).toMatch(/^[\w:][\w.:%-]*$/);
        expect(data.user ?? 'x').toMatch(/^\w[\w.+-]*$/);
      }),
    );
  });

  test('describes itself in the schema', () => {
    expect(z.toJSONSchema(host, { io: 'input' }).anyOf).toHaveLength(2);
  });
});
