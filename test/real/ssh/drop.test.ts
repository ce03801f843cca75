import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasOpenssh, type Openssh, openssh } from '../../support/openssh.ts';
import { cuts, wiredOnce } from '../../support/wired.ts';

describe.skipIf(!hasOpenssh())('one SSH connection', () => {
  let server: Openssh;
  beforeAll(async () => {
    server = await openssh();
  });
  afterAll(() => server?.stop());

  test('is one, however much is done over it', async () => {
    const { connection, cable } = await wiredOnce(server);
    await Promise.all([1, 2, 3, 4].map(() => connection.run('sleep 0.1')));
    await connection.renameMethod();
    await connection.run('true');
    expect(cable.opened()).toBe(1);
    expect(connection.isLost()).toBe(false);
    connection.close();
    await cable.stop();
  });

  test.each(cuts)('says that nobody knows how a command ended when %s', async (_, cutIt) => {
    const { connection, cable } = await wiredOnce(server);
    const ended = connection.run('echo begun; sleep 20', { onOutput: () => cutIt(cable, server) });
    await expect(ended).rejects.toMatchObject({
      code: 'failed',
      message: 'Cannot say how a command on h ended: the connection was lost while it ran',
      hint: expect.stringContaining('may still run'),
      unsent: false,
    });
    expect(connection.isLost()).toBe(true);
    await expect(connection.run('true')).rejects.toMatchObject({
      message: 'Cannot start a command on h: the connection was lost',
      unsent: true,
    });
    await expect(connection.rename('a', 'b')).rejects.toThrow('Cannot rename "a" to "b"');
    await cable.stop();
  });

  test.each(cuts)('rejects everything that waits when %s', async (_, cutIt) => {
    const { connection, cable } = await wiredOnce(server);
    expect(await connection.renameMethod()).toBe('posix-rename');
    const waiting = [1, 2, 3].map(() => connection.run('cat >/dev/null', { stdin: endless() }));
    await connection.run('true');
    cutIt(cable, server);
    const ends = await Promise.allSettled([...waiting, connection.rename('a', 'b')]);
    expect(ends.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    await cable.stop();
  });

  test('notices that the cable is out', async () => {
    const { connection, cable } = await wiredOnce(server, { keepalive: 0.5 });
    const ended = connection.run('echo begun; sleep 20', { onOutput: () => cable.freeze() });
    await expect(ended).rejects.toThrow('the connection was lost while it ran');
    await cable.stop();
  });
});

/** Input that never ends: as much as is asked for. */
function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
}
