import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../src/io/io.ts';
import { type Hook, runHook } from '../../../src/io/run-hook.ts';
import { aMark, sleepers } from '../../support/hook-places.ts';
import { hasOpenssh, type Openssh, openssh } from '../../support/openssh.ts';
import { until } from '../../support/until.ts';
import { cuts, wired } from '../../support/wired.ts';

const name = () => randomBytes(6).toString('hex');

describe.skipIf(!hasOpenssh())('a connection that a run keeps (T-17)', () => {
  let server: Openssh;
  beforeAll(async () => {
    server = await openssh();
  });
  afterAll(() => server?.stop());

  /** A file that a command leaves a line in each time it runs, where the server may write. */
  const effects = () => join(server.home, name());
  const linesOf = (file: string) =>
    existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;

  test.each(cuts)('is opened again, once for all who need it, when %s', async (_, cutIt) => {
    const { connection, cable } = await wired(server);
    await connection.run('true');
    cutIt(cable, server);
    const ends = await Promise.all([1, 2, 3].map((at) => connection.run(`echo ${at}`)));
    expect(ends.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
    expect(cable.opened()).toBe(2);
    connection.close();
    await cable.stop();
  });

  test('does a command again that may be repeated, and no other', async () => {
    const { connection, cable } = await wired(server);
    const [twice, once] = [effects(), effects()];
    const line = (file: string) => `echo >>${file}; [ "$(wc -l <${file})" -gt 1 ] || sleep 20`;
    const repeated = connection.run(line(twice), { repeatable: true });
    const refused = expect(connection.run(line(once))).rejects.toThrow(
      /Cannot say (how|whether) a command on 127.0.0.1/,
    );
    await until('both', () => linesOf(twice) === 1 && linesOf(once) === 1);
    cable.reset();
    await refused;
    expect(await repeated).toMatchObject({ exit: 0 });
    expect([linesOf(twice), linesOf(once)]).toEqual([2, 1]);
    connection.close();
    await cable.stop();
  });

  test('waits for a host that is away', async () => {
    const { connection, cable } = await wired(server);
    await cable.unplug();
    const ended = connection.run('echo here');
    await sleep(1_000);
    await cable.plug();
    expect(await ended).toMatchObject({ stdout: 'here\n' });
    connection.close();
    await cable.stop();
  });

  test('says what is known of a host that does not come back, and does not wait for it twice', async () => {
    const { connection, cable } = await wired(server, { reconnect: 1 });
    await cable.unplug();
    const refusal = {
      message: `Cannot reach 127.0.0.1:${cable.port} again: the connection was lost, and 127.0.0.1 port ${cable.port} refuses connections`,
      hint: expect.stringContaining('may still run'),
    };
    await expect(connection.run('true')).rejects.toMatchObject(refusal);
    await Promise.all(
      [1, 2, 3].map(() => expect(connection.run('true')).rejects.toMatchObject(refusal)),
    );
    await cable.plug();
    expect(await connection.run('echo back')).toMatchObject({ stdout: 'back\n' });
    connection.close();
  });

  test('is not opened to a host that shows another key', async () => {
    const { connection, cable } = await wired(server);
    const impostor = await openssh({ login: server.privateKey });
    await cable.unplug();
    await cable.plug(impostor.port);
    await expect(connection.run('true')).rejects.toThrow(
      /again: the connection was lost, and Cannot trust .*CHANGED/,
    );
    await cable.stop();
    await impostor.stop();
  });

  test('lets go of who waits for it when the run is interrupted, or ends', async () => {
    const { connection, cable } = await wired(server);
    await cable.unplug();
    const interruption = new AbortController();
    const first = connection.run('true', { signal: interruption.signal });
    const second = connection.run('true');
    interruption.abort();
    await expect(first).rejects.toThrow();
    connection.close();
    await expect(second).rejects.toThrow();
    await cable.stop();
  });

  describe('renames once', () => {
    async function staged() {
      const pointer = join(server.home, name());
      symlinkSync('old', pointer);
      symlinkSync('new', `${pointer}.next`);
      const { connection, cable } = await wired(server);
      expect(await connection.renameMethod()).toBe('posix-rename');
      const rename = () => connection.rename(`${pointer}.next`, pointer);
      return { pointer, connection, cable, rename };
    }

    test('when the request was lost', async () => {
      const { pointer, connection, cable, rename } = await staged();
      cable.freeze();
      const renamed = rename();
      cable.drop();
      await renamed;
      expect(readlinkSync(pointer)).toBe('new');
      connection.close();
      await cable.stop();
    });

    test('when its answer was lost', async () => {
      const { pointer, connection, cable, rename } = await staged();
      cable.mute();
      const renamed = rename();
      await until('the rename', () => readlinkSync(pointer) === 'new');
      symlinkSync('newer', `${pointer}.next2`);
      cable.drop();
      await renamed;
      expect(readlinkSync(pointer)).toBe('new');
      connection.close();
      await cable.stop();
    });

    test('and never when the host refuses', async () => {
      const { connection, cable } = await wired(server);
      await expect(connection.rename('/nowhere/a', '/nowhere/b')).rejects.toThrow('Cannot rename');
      expect(cable.opened()).toBe(1);
      connection.close();
      await cable.stop();
    });
  });

  describe('runs a hook once', () => {
    const hook = (connection: Connection, options: Partial<Hook>) =>
      runHook(connection, {
        line: 'true',
        run: join(server.home, name()),
        directory: '/',
        environment: {},
        timeout: 60,
        nonce: randomBytes(16).toString('hex'),
        now: () => performance.now(),
        ...options,
      });

    test.each(cuts.slice(0, 2))(
      'and shows each byte of it once, though again and again %s',
      async (_, cutIt) => {
        const { connection, cable } = await wired(server);
        const [file, enough] = [effects(), effects()];
        let shown = '';
        let pieces = 0;
        const ended = hook(connection, {
          line: `echo >>${file}; i=0; until [ -e ${enough} ] && [ $i -ge 300 ]; do i=$((i + 1)); echo "ä $i"; sleep 0.01; done; exit 7`,
          onOutput: (text) => {
            shown += text;
            pieces += 1;
            if (pieces % 3 === 0 && cable.opened() < 8) cutIt(cable, server);
          },
        });
        await until('three cuts', () => cable.opened() > 3);
        writeFileSync(enough, '');
        const result = await ended;
        const length = shown.split('\n').length - 1;
        const expected = Array.from({ length }, (_line, at) => `ä ${at + 1}\n`).join('');
        expect(length).toBeGreaterThanOrEqual(300);
        expect(result).toMatchObject({ exit: 7, outcome: 'failed' });
        expect(shown).toBe(expected);
        expect(linesOf(file)).toBe(1);
        expect(cable.opened()).toBeGreaterThan(3);
        connection.close();
        await cable.stop();
      },
    );

    test('and knows how it ended while the host was away', async () => {
      const { connection, cable } = await wired(server);
      const file = effects();
      const go = effects();
      const ended = hook(connection, {
        line: `echo >>${file}; until [ -e ${go} ]; do sleep 0.05; done; echo done; exit 5`,
      });
      await until('the hook', () => linesOf(file) === 1);
      await cable.unplug();
      writeFileSync(go, '');
      await sleep(1_000);
      await cable.plug();
      expect(await ended).toMatchObject({ exit: 5, outcome: 'failed', tail: 'done\n' });
      expect(linesOf(file)).toBe(1);
      connection.close();
      await cable.stop();
    });

    test('also when the connection breaks at any moment of its beginning', async () => {
      for (const wait of [0, 5, 10, 20, 30, 40, 60]) {
        const { connection, cable } = await wired(server);
        const file = effects();
        setTimeout(() => cable.reset(), wait);
        expect(await hook(connection, { line: `echo >>${file}; sleep 0.2` })).toMatchObject({
          outcome: expect.stringMatching(/^(passed|unknown)$/),
        });
        expect(linesOf(file)).toBeLessThanOrEqual(1);
        connection.close();
        await cable.stop();
      }
    });

    test('and not again when the host was rebooted', async () => {
      const { connection, cable } = await wired(server);
      const file = effects();
      const ended = hook(connection, { line: `echo >>${file}; sleep 20; echo too late >>${file}` });
      await until('the hook', () => linesOf(file) === 1);
      server.kill();
      expect(await ended).toMatchObject({ exit: null, outcome: 'unknown' });
      expect(linesOf(file)).toBe(1);
      connection.close();
      await cable.stop();
    });

    test('and says that nobody knows when the host does not come back', async () => {
      const { connection, cable } = await wired(server, { reconnect: 1 });
      const seconds = aMark();
      const result = await hook(connection, {
        line: `echo begun; sleep ${seconds}`,
        onOutput: () => void cable.unplug(),
      });
      expect(result).toMatchObject({
        exit: null,
        outcome: 'unknown',
        tail: expect.stringMatching(/^begun\nCannot reach .* again: the connection was lost/),
      });
      const [pid = 0, ...others] = sleepers(seconds);
      expect(others).toEqual([]);
      process.kill(pid);
    });

    test('that is interrupted while the host is away is ended when it is back', async () => {
      const { connection, cable } = await wired(server);
      const seconds = aMark();
      const interruption = new AbortController();
      const ended = hook(connection, {
        line: `echo begun; sleep ${seconds}`,
        signal: interruption.signal,
      });
      await until('the hook', () => sleepers(seconds).length === 1);
      await cable.unplug();
      interruption.abort();
      await sleep(500);
      await cable.plug();
      expect(await ended).toMatchObject({ outcome: 'interrupted' });
      expect(sleepers(seconds)).toEqual([]);
      connection.close();
      await cable.stop();
    });
  });
});
