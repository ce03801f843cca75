import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type SshMaterial } from '../../../src/io/connect.ts';
import { host } from '../../../src/release/host.ts';
import { aMaterial } from '../../support/a-material.ts';
import { freePort } from '../../support/free-port.ts';
import { hasOpenssh, makeKey, type Openssh, openssh } from '../../support/openssh.ts';

const types = ['ed25519', 'ecdsa', 'rsa'] as const;

describe.skipIf(!hasOpenssh())('the key of a host', () => {
  let server: Openssh;
  const directory = mkdtempSync('/tmp/cutover-trust-');
  beforeAll(async () => {
    server = await openssh({ hostKeys: types });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true });
  });
  const name = () => `[127.0.0.1]:${server.port}`;
  /** Connects, says hello and leaves. */
  const hello = async (knownHosts: string, hostKey?: string) => {
    const address = `${server.user}@127.0.0.1:${server.port}`;
    const connection = await connect(
      host.parse(hostKey === undefined ? address : { address, hostKey }),
      aMaterial({ key: server.privateKey, knownHosts }),
    );
    const { stdout } = await connection.run('echo hello');
    connection.close();
    return stdout;
  };
  const another = (type: string) => {
    const file = `another-${Math.random()}`;
    makeKey(directory, file, type);
    return readFileSync(join(directory, `${file}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ');
  };
  const refused = (code: string, words: RegExp) =>
    expect.objectContaining({ code, message: expect.stringMatching(words) });

  test.each(types)(
    'is trusted where only its %s key is known, though it has three',
    async (type) => {
      expect(await hello(`${name()} ${server.hostKeys[type]}\n`)).toBe('hello\n');
    },
  );

  test.each(types)('is trusted where its %s key is pinned', async (type) => {
    expect(await hello('', server.hostKeys[type])).toBe('hello\n');
  });

  test('is trusted in a file that ssh-keygen has hashed', async () => {
    const file = join(directory, 'hashed');
    writeFileSync(file, server.knownHosts);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'pipe' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('127.0.0.1');
    expect(await hello(text)).toBe('hello\n');
  });

  test('is refused when nobody knows it, with the fingerprint that ssh-keygen shows', async () => {
    const file = join(directory, 'offered.pub');
    writeFileSync(file, `${server.hostKeys.ed25519}\n`);
    const fingerprint = execFileSync('ssh-keygen', ['-lf', file]).toString().split(' ')[1];
    const refusal = await hello('').catch((error) => error);
    expect(refusal).toEqual(
      refused(
        'failed',
        /^Cannot trust 127\.0\.0\.1:\d+: its key ssh-ed25519 SHA256:\S+ is in no known_hosts file/,
      ),
    );
    expect(refusal.message).toContain(fingerprint);
    expect(refusal.hint).toContain(`ssh-keyscan -p ${server.port} 127.0.0.1`);
  });

  test('is refused when it is known for port 22 alone', async () => {
    await expect(hello(`127.0.0.1 ${server.hostKeys.ed25519}`)).rejects.toThrow(
      'is in no known_hosts file',
    );
  });

  test.each(types)('is refused when its %s key has changed', async (type) => {
    await expect(hello(`# comment\n${name()} ${another(type)}\n`)).rejects.toEqual(
      refused(
        'failed',
        /its key has CHANGED to \S+ SHA256:\S+, expected \S+known_hosts:2: \S+ SHA256:\S+$/,
      ),
    );
  });

  test('is refused when another key is pinned, whatever known_hosts says', async () => {
    await expect(hello(server.knownHosts, another('ed25519'))).rejects.toThrow('CHANGED');
  });

  test('is refused when it was revoked', async () => {
    const revoked = `@revoked * ${server.hostKeys.ed25519}\n`;
    await expect(hello(server.knownHosts + revoked)).rejects.toThrow('was REVOKED');
  });

  test('is asked before a login: nothing reaches a host that is not trusted', async () => {
    const before = server.log().length;
    await expect(hello('')).rejects.toThrow('Cannot trust');
    expect(server.log().slice(before)).not.toMatch(/Accepted|Failed/);
  });
});

describe.skipIf(!hasOpenssh())('a login', () => {
  let server: Openssh;
  const directory = mkdtempSync('/tmp/cutover-login-');
  beforeAll(async () => {
    server = await openssh();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true });
  });
  const login = async (
    own: Partial<SshMaterial> & { key?: string },
    as = `${server.user}@127.0.0.1`,
  ) => {
    const connection = await connect(
      host.parse(`${as}:${server.port}`),
      aMaterial({ knownHosts: server.knownHosts, ...own }),
    );
    const { stdout } = await connection.run('id -un');
    connection.close();
    return stdout.trim();
  };

  test('works with the key in base64', async () => {
    expect(await login({ key: Buffer.from(server.privateKey).toString('base64') })).toBe(
      server.user,
    );
  });

  test('takes the user of the host, else the named one', async () => {
    expect(await login({ key: server.privateKey, user: 'nobody' })).toBe(server.user);
    expect(await login({ key: server.privateKey, user: server.user }, '127.0.0.1')).toBe(
      server.user,
    );
  });

  test("works with the pipeline's own key, which anybody may read", async () => {
    writeFileSync(join(directory, 'id_rsa_tmp'), server.privateKey, { mode: 0o644 });
    expect(await login({ pipelinesDirectory: directory })).toBe(server.user);
  });

  test('works with an agent', async () => {
    const file = join(directory, 'agent-key');
    writeFileSync(file, server.privateKey, { mode: 0o600 });
    const socket = join(directory, 'agent');
    const started = execFileSync('ssh-agent', ['-s', '-a', socket]).toString();
    const agent = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      execFileSync('ssh-add', ['-q', file], { env: { SSH_AUTH_SOCK: socket }, stdio: 'pipe' });
      expect(await login({ agentSocket: socket })).toBe(server.user);
    } finally {
      process.kill(agent);
    }
  });

  test('goes on with the own keys when the agent does not answer', async () => {
    const home = mkdtempSync(join(directory, 'home-'));
    execFileSync('mkdir', [join(home, '.ssh')]);
    writeFileSync(join(home, '.ssh', 'id_ed25519'), server.privateKey);
    expect(await login({ agentSocket: join(directory, 'no-agent'), home })).toBe(server.user);
  });

  test('that is refused names the user and where the keys came from, and no key', async () => {
    const key = makeKey(directory, 'stranger', 'ed25519');
    const error = await login({ key }).catch((e) => e);
    expect(error).toMatchObject({
      code: 'failed',
      message: `Cannot connect to 127.0.0.1:${server.port}: it does not let "${server.user}" in with the key from SSH_KEY`,
      hint: expect.stringContaining('authorized_keys'),
    });
    expect(`${error.stack}${error.cause}`).not.toContain(key.slice(40, 80));
  });

  test('for a user that is not there is refused in the same way', async () => {
    await expect(login({ key: server.privateKey }, 'nobody-here@127.0.0.1')).rejects.toThrow(
      'it does not let "nobody-here" in',
    );
  });
});

describe('a host that cannot be reached', () => {
  const key = '-----BEGIN';
  const reach = (address: string, timeout = 20) =>
    connect(host.parse(address), { ...aMaterial({ knownHosts: '' }), agentSocket: key, timeout });

  test('because nobody listens', async () => {
    const port = await freePort();
    await expect(reach(`127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'failed',
      message: `Cannot connect to 127.0.0.1:${port}: 127.0.0.1 port ${port} refuses connections`,
      hint: expect.stringContaining('sshd'),
    });
  });

  test('because its name has no address', async () => {
    await expect(reach('nobody.invalid')).rejects.toThrow(
      'the name "nobody.invalid" has no address',
    );
  });

  test.each([
    ['because it says nothing', () => undefined, 1, /did not answer within 1 s/],
    [
      'because it hangs up',
      (socket: import('node:net').Socket) => socket.end(),
      20,
      /closed the connection before a login/,
    ],
    [
      'because it is no SSH server',
      (socket: import('node:net').Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      20,
      /closed the connection before a login/,
    ],
  ])('%s', async (_, answer, timeout, words) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(reach(`127.0.0.1:${port}`, timeout)).rejects.toThrow(words);
    server.close();
  });
});
