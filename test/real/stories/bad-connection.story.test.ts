import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aStand, type Stand } from '../../support/a-stand.ts';
import type { Ended } from '../../support/cutover.ts';
import { freePort } from '../../support/free-port.ts';
import { canMount } from '../../support/hosts.ts';
import { hasOpenssh, makeKey } from '../../support/openssh.ts';

const fingerprint = 'ssh-ed25519 SHA256:\\S{43}';
/** A key in the form of SSH_KEY. */
const packed = (text: string) => Buffer.from(text).toString('base64');

describe.skipIf(!(hasOpenssh() && canMount()))('one of three hosts', () => {
  let stand: Stand;
  let config = '';
  let last = '';
  let keys = '';
  let mute: Server;
  let silence: Promise<Ended>;

  beforeAll(async () => {
    keys = mkdtempSync('/tmp/cutover-keys-');
    stand = await aStand();
    config = readFileSync(join(stand.project.directory, 'cutover.yml'), 'utf8');
    last = `127.0.0.1:${stand.hosts[2]!.port}`;
    mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    // Patience with a host takes twenty seconds: it begins before the others, and is waited for last.
    silence = release('mute', (text) =>
      text.replace(last, `127.0.0.1:${(mute.address() as AddressInfo).port}`),
    );
  });
  afterAll(async () => {
    mute?.close();
    await stand?.stop();
    rmSync(keys, { recursive: true, force: true });
  });

  /** A release with a config in which something is different. */
  function release(
    name: string,
    change: (config: string) => string,
    env: Readonly<Record<string, string | undefined>> = {},
  ) {
    stand.project.write(`.cutover/${name}.yml`, change(config));
    return stand.runWith(env, 'release', '--config', `.cutover/${name}.yml`);
  }

  /** One sentence, one hint, and no host was touched. */
  function expectRefused({ exit, stdout, stderr }: Ended, says: string | RegExp, hint: string) {
    expect(stderr.split('\n')).toEqual([
      typeof says === 'string' ? `✖ ${says}` : expect.stringMatching(says),
      expect.stringContaining(`  → ${hint}`),
      '',
    ]);
    expect(stdout).toBe('');
    expect(exit).toBe(1);
    for (const { outside } of stand.hosts) expect(readdirSync(outside)).toEqual([]);
  }

  test('that refuses connections stops the run', async () => {
    const port = await freePort();
    expectRefused(
      await release('closed', (text) => text.replace(last, `127.0.0.1:${port}`)),
      `Cannot connect to 127.0.0.1:${port}: 127.0.0.1 port ${port} refuses connections`,
      'Check that sshd runs there, and the port',
    );
  });

  test('that accepts and says nothing stops the run', async () => {
    const { port } = mute.address() as AddressInfo;
    expectRefused(
      await silence,
      `Cannot connect to 127.0.0.1:${port}: 127.0.0.1 port ${port} did not answer within 20 s`,
      'Check the address, the port and the firewall between this machine and the host',
    );
  });

  test('whose name has no address stops the run', async () => {
    expectRefused(
      await release('dns', (text) => text.replace(last, 'no-such-host.invalid')),
      'Cannot connect to no-such-host.invalid: the name "no-such-host.invalid" has no address',
      'Check the name, and the DNS of this machine',
    );
  });

  test('that does not know the user stops the run', async () => {
    const { user } = stand.hosts[2]!;
    expectRefused(
      await release('user', (text) => text.replace(`${user}@${last}`, `nobody@${last}`)),
      `Cannot connect to ${last}: it does not let "nobody" in with the key from SSH_KEY`,
      'Add the public key to ~nobody/.ssh/authorized_keys on 127.0.0.1, or name another user or key',
    );
  });

  test('whose key nobody knows is not talked to (T-20)', async () => {
    expectRefused(
      await release('unknown', withoutPin),
      new RegExp(`^✖ Cannot trust ${last}: its key ${fingerprint} is in no known_hosts file`),
      `Get the key with "ssh-keyscan -p ${stand.hosts[2]!.port} 127.0.0.1", compare its fingerprint`,
    );
  });

  test('whose key is another than the pinned one is not talked to (T-20)', async () => {
    const [first, , third] = stand.hosts;
    expectRefused(
      await release('pinned', (text) =>
        text.replace(third!.hostKeys.ed25519!, first!.hostKeys.ed25519!),
      ),
      new RegExp(
        `^✖ Cannot trust ${last}: its key has CHANGED to ${fingerprint}, expected "hostKey" of cutover.yml: ${fingerprint}$`,
      ),
      'Somebody may stand between you and the host.',
    );
  });

  test('whose key is another than the known one is not talked to (T-20)', async () => {
    stand.project.write(
      '.cutover/known',
      `[127.0.0.1]:${stand.hosts[2]!.port} ${stand.hosts[0]!.hostKeys.ed25519}\n`,
    );
    expectRefused(
      await release('changed', withoutPin, {
        KNOWN_HOSTS: join(stand.project.directory, '.cutover/known'),
      }),
      new RegExp(
        `^✖ Cannot trust ${last}: its key has CHANGED to ${fingerprint}, expected \\S+/known:1: `,
      ),
      'Somebody may stand between you and the host.',
    );
  });

  test('lets a known key in without a pin', async () => {
    stand.project.write('.cutover/right', stand.hosts[2]!.knownHosts);
    stand.project.write('.cutover/known-key.yml', withoutPin(config));
    const env = { KNOWN_HOSTS: join(stand.project.directory, '.cutover/right') };
    const { exit } = await stand.runWith(env, 'status', '--config', '.cutover/known-key.yml');
    expect(exit).toBe(0);
  });

  function withoutPin(text: string): string {
    const { hostKeys } = stand.hosts[2]!;
    return text.replace(`${last}', hostKey: '${hostKeys.ed25519}'`, `${last}'`);
  }

  test.each([
    [
      'another key',
      () => packed(makeKey(keys, 'other', 'ed25519')),
      1,
      /it does not let "cutover-deploy" in with the key from SSH_KEY/,
    ],
    [
      'no key in base64',
      () => packed('not a key'),
      64,
      /^✖ Cannot use the SSH key from SSH_KEY: it holds no private key\n {2}→ Make a key/,
    ],
    [
      'no base64',
      () => '!!',
      64,
      /^✖ Cannot use the SSH key from SSH_KEY: it is not base64\n {2}→ Make a key/,
    ],
    [
      'a public key',
      () => packed(`${stand.hosts[0]!.hostKeys.ed25519} ana`),
      64,
      /^✖ Cannot use the SSH key from SSH_KEY: it is a public key, the private one is needed\n/,
    ],
    [
      'a key with a passphrase',
      () => packed(makeKey(keys, 'locked', 'ed25519', '-N', 'secret')),
      64,
      /^✖ Cannot use the SSH key from SSH_KEY: it has a passphrase, which only an SSH agent can open\n/,
    ],
    [
      'nothing',
      () => undefined,
      64,
      /^✖ Cannot log in to hosts: there is no SSH key\n {2}→ Make one under Repository settings/,
    ],
  ])('like the others is not reached with %s in SSH_KEY', async (_, key, exit, says) => {
    const ended = await release('key', (text) => text, { SSH_KEY: key() });
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toContain('PRIVATE');
    expect(ended.exit).toBe(exit);
    for (const { outside } of stand.hosts) expect(readdirSync(outside)).toEqual([]);
  });

  test('that cannot be reached is told beside the others, with what to do', async () => {
    const port = await freePort();
    stand.project.write('.cutover/gone.yml', config.replace(last, `127.0.0.1:${port}`));
    for (const command of ['status', 'history', 'drift']) {
      const { exit, stdout } = await stand.run(command, '--config', '.cutover/gone.yml');
      expect(exit).toBe(3);
      expect(stdout).toContain(
        `error: Cannot connect to 127.0.0.1:${port}: 127.0.0.1 port ${port} refuses connections\n    → Check that sshd runs there, and the port`,
      );
    }
  });
});
