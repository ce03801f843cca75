import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../src/io/connect.ts';
import { hostKeys } from '../../../src/io/host-keys.ts';
import type { Connection } from '../../../src/io/io.ts';
import { parseKnownHosts } from '../../../src/io/known-hosts.ts';
import { runHook } from '../../../src/io/run-hook.ts';
import { connectSsh } from '../../../src/io/ssh.ts';
import { host } from '../../../src/release/host.ts';
import { Secret } from '../../../src/secret.ts';
import { aMaterial } from '../../support/a-material.ts';
import { type Cut, cut } from '../../support/cut.ts';
import { hasOpenssh, type Openssh, openssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';

const cuts = [
  ['its TCP connection ends', (cable: Cut) => cable.drop()],
  ['its TCP connection is reset', (cable: Cut) => cable.reset()],
  ['the host kills its session', (_: Cut, server: Openssh) => server.kill()],
] as const;

describe.skipIf(!hasOpenssh())('a connection', () => {
  let server: Openssh;
  beforeAll(async () => {
    server = await openssh();
  });
  afterAll(() => server?.stop());

  /** A connection over a cable that can be cut. */
  async function wired(): Promise<{ connection: Connection; cable: Cut }> {
    const cable = await cut(server.port);
    const connection = await connect(
      host.parse({
        address: `${server.user}@127.0.0.1:${cable.port}`,
        hostKey: server.hostKeys.ed25519,
      }),
      aMaterial({ key: server.privateKey }),
    );
    return { connection, cable };
  }

  test('is one, however much is done over it', async () => {
    const { connection, cable } = await wired();
    await Promise.all([1, 2, 3, 4].map(() => connection.run('sleep 0.1')));
    await connection.renameMethod();
    await connection.run('true');
    expect(cable.opened()).toBe(1);
    connection.close();
    await cable.stop();
  });

  test.each(cuts)('says that nobody knows how a command ended when %s', async (_, cutIt) => {
    const { connection, cable } = await wired();
    const ended = connection.run('echo begun; sleep 20', { onOutput: () => cutIt(cable, server) });
    await expect(ended).rejects.toMatchObject({
      code: 'failed',
      message: `Cannot say how a command on 127.0.0.1:${cable.port} ended: the connection was lost while it ran`,
      hint: expect.stringContaining('may still run'),
    });
    await expect(connection.run('true')).rejects.toThrow('Cannot start a command on');
    await expect(connection.rename('a', 'b')).rejects.toThrow('Cannot rename "a" to "b"');
    connection.close();
    await cable.stop();
  });

  test.each(cuts)('rejects everything that waits when %s', async (_, cutIt) => {
    const { connection, cable } = await wired();
    expect(await connection.renameMethod()).toBe('posix-rename');
    const waiting = [1, 2, 3].map(() => connection.run('cat >/dev/null', { stdin: endless() }));
    await connection.run('true');
    cutIt(cable, server);
    const ends = await Promise.allSettled([...waiting, connection.rename('a', 'b')]);
    expect(ends.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    await cable.stop();
  });

  test('notices that the cable is out', async () => {
    const cable = await cut(server.port);
    const known = { host: 'h', address: '127.0.0.1', port: cable.port };
    const connection = await connectSsh({
      ...known,
      user: server.user,
      identities: [{ source: 'test', key: new Secret(server.privateKey) }],
      hostKeys: hostKeys({
        ...known,
        pinned: server.hostKeys.ed25519 ?? '',
        lines: parseKnownHosts('', ''),
        files: [],
      }),
      keepalive: 0.2,
    });
    const ended = connection.run('echo begun; sleep 20', { onOutput: () => cable.freeze() });
    await expect(ended).rejects.toThrow('the connection was lost while it ran');
    await cable.stop();
  });

  test.each(cuts.slice(0, 2))(
    'takes its hook with it when %s, and the hook has failed',
    async (_, cutIt) => {
      const { connection, cable } = await wired();
      const seconds = `300.${randomBytes(3).readUIntBE(0, 3)}`;
      const result = await runHook(connection, {
        line: `echo begun; sleep ${seconds} & wait`,
        directory: '/',
        environment: {},
        timeout: 60,
        nonce: 'f'.repeat(32),
        now: () => 0,
        onOutput: () => cutIt(cable, server),
      });
      expect(result).toEqual({
        exit: null,
        outcome: 'unknown',
        seconds: 0,
        tail: expect.stringMatching(/^begun\n[\s\S]*the connection was lost while it ran$/),
      });
      await until('the end of the hook', () => !isRunning(seconds));
      await cable.stop();
    },
  );
});

/** Input that never ends: as much as is asked for. */
function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
}

function isRunning(seconds: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8') === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  });
}
