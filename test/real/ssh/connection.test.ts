import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../src/io/connect.ts';
import type { Connection, RenameMethod } from '../../../src/io/io.ts';
import { host } from '../../../src/release/host.ts';
import { toShell } from '../../../src/shell.ts';
import { aMaterial } from '../../support/a-material.ts';
import { hasOpenssh, type Openssh, openssh } from '../../support/openssh.ts';

const busybox = '/usr/bin/busybox';
const installed = existsSync('/bin/busybox') ? '/bin/busybox' : busybox;

interface Place {
  readonly connection: Connection;
  /** A second connection to the same place. */
  again(): Promise<Connection>;
  /** A directory the connection's user may write to. */
  readonly directory: string;
  stop(): Promise<void>;
}

interface Kind {
  readonly title: string;
  readonly possible: boolean;
  /** How a rename goes there before and after `mv -T` was tried. */
  readonly rename: readonly [RenameMethod, RenameMethod];
  open(): Promise<Place>;
}

const kinds: readonly Kind[] = [
  { title: 'this machine', possible: true, rename: ['rename', 'rename'], open: openLocal },
  {
    title: 'OpenSSH with SFTP',
    possible: hasOpenssh(),
    rename: ['posix-rename', 'posix-rename'],
    open: () => openSsh({}),
  },
  {
    title: 'OpenSSH without SFTP',
    possible: hasOpenssh(),
    rename: ['none', 'mv'],
    open: () => openSsh({ sftp: false }),
  },
  {
    title: 'OpenSSH without SFTP, with the tools of BusyBox',
    possible: hasOpenssh() && existsSync(installed),
    rename: ['none', 'mv'],
    open: openBusybox,
  },
];

async function openLocal(): Promise<Place> {
  const directory = mkdtempSync('/tmp/cutover-local-');
  const again = () => connect(host.parse('local'), aMaterial());
  return {
    connection: await again(),
    again,
    directory,
    stop: async () => rmSync(directory, { recursive: true }),
  };
}

async function openSsh(options: Parameters<typeof openssh>[0]): Promise<Place> {
  const server = await openssh(options);
  const again = () => connectTo(server);
  return { connection: await again(), again, directory: server.home, stop: server.stop };
}

async function openBusybox(): Promise<Place> {
  const tools = mkdtempSync('/tmp/cutover-busybox-');
  execFileSync(installed, ['--install', '-s', tools]);
  chmodSync(tools, 0o755);
  const place = await openSsh({ sftp: false, path: tools });
  return {
    ...place,
    stop: async () => {
      await place.stop();
      rmSync(tools, { recursive: true });
    },
  };
}

function connectTo(server: Openssh): Promise<Connection> {
  return connect(
    host.parse(`${server.user}@127.0.0.1:${server.port}`),
    aMaterial({ key: server.privateKey, knownHosts: server.knownHosts }),
  );
}

describe.each(kinds.filter(({ possible }) => possible))('a connection to $title', (kind) => {
  let place: Place;
  beforeAll(async () => {
    place = await kind.open();
  });
  afterAll(async () => {
    place?.connection.close();
    await place?.stop();
  });
  const run: Connection['run'] = (line, options) => place.connection.run(line, options);
  const inside = (name: string) => {
    const directory = join(place.directory, name);
    return run(toShell(['mkdir', directory])).then(() => directory);
  };
  const prove = async () => place.connection.proveRename(await inside(`scratch-${Math.random()}`));

  test.each([0, 1, 42, 127, 255])('gives the exit code %i', async (exit) => {
    expect(await run(`exit ${exit}`)).toEqual({ exit, signal: null, stdout: '', stderr: '' });
  });

  test('keeps output and errors apart, in their order', async () => {
    const { stdout, stderr } = await run('echo 1; echo a >&2; echo 2; echo ä >&2; echo é');
    expect([stdout, stderr]).toEqual(['1\n2\né\n', 'a\nä\n']);
  });

  test('gives no exit code to a command that a signal ended', async () => {
    expect(await run('kill -KILL $$')).toMatchObject({ exit: null, signal: 'SIGKILL' });
    expect(await run('kill -TERM $$')).toMatchObject({ exit: null, signal: 'SIGTERM' });
  });

  test('sends no input unless there is some', async () => {
    expect((await run('cat; echo end')).stdout).toBe('end\n');
  });

  test('sends a text as input', async () => {
    expect((await run('cat', { stdin: 'käse\n$(id)' })).stdout).toBe('käse\n$(id)');
  });

  test('sends 5 MB of input and brings them back, byte for byte', async () => {
    const bytes = randomBytes(5_000_000);
    const pieces = Array.from({ length: 50 }, (_, at) => bytes.subarray(at * 1e5, (at + 1) * 1e5));
    const back: Buffer[] = [];
    const result = await run('cat', {
      stdin: Readable.from(pieces),
      onOutput: (chunk) => back.push(chunk),
    });
    expect(result).toEqual({ exit: 0, signal: null, stdout: '', stderr: '' });
    expect(Buffer.concat(back).equals(bytes)).toBe(true);
  });

  test('sends a stream over a channel that was opened ahead, as over any other', async () => {
    const { connection } = place;
    for (const [line, exit] of [
      ['cat', 0],
      [
        `cat
false || { echo "it's $HOME \\\\" >&2; exit 7; }`,
        7,
      ],
    ] as const) {
      connection.openAhead();
      await connection.run('true', { repeatable: true });
      const heard: Buffer[] = [];
      const stdin = Readable.from([Buffer.from('first\n'), Buffer.alloc(300_000, 'x')]);
      const onOutput = (chunk: Buffer) => void heard.push(chunk);
      const ended = await connection.run(line, { stdin, onOutput, repeatable: true });
      expect(ended.exit).toBe(exit);
      expect(Buffer.concat(heard).length).toBe(300_006);
    }
  });

  test('ends with a command that does not read its input', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    expect(await run('exit 3', { stdin: endless })).toMatchObject({ exit: 3 });
    expect(endless.destroyed).toBe(true);
  });

  test('rejects when the input breaks off', async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('the disk is gone'));
      },
    });
    await expect(run('cat', { stdin: broken })).rejects.toThrow(
      `Cannot send all input to a command on ${place.connection.host}: the disk is gone`,
    );
  });

  test('runs several commands side by side', async () => {
    const results = await Promise.all(['1', '2', '3', '4'].map((each) => run(`echo ${each}`)));
    expect(results.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n', '4\n']);
  });

  test('does not wait for a daemon that holds the output open', async () => {
    const { exit, stdout } = await run('sleep 300 & echo $!');
    expect(exit).toBe(0);
    await run(`kill ${stdout}`).then((result) => expect(result.exit).toBe(0));
  });

  test('stops waiting when it is interrupted', async () => {
    const interruption = new AbortController();
    const ended = run('echo started; exec sleep 20', {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    await expect(ended).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('interrupted'),
    });
    await expect(run('true', { signal: AbortSignal.abort() })).rejects.toThrow('interrupted');
    expect((await run('echo on')).stdout).toBe('on\n');
  });

  test('says how it renames, and after a trial in an empty directory too', async () => {
    const connection = await place.again();
    expect(await connection.renameMethod()).toBe(kind.rename[0]);
    const scratch = await inside('trial');
    expect(await connection.proveRename(scratch)).toBe(kind.rename[1]);
    expect(await connection.renameMethod()).toBe(kind.rename[1]);
    connection.close();
    expect((await run(toShell(['ls', '-A', scratch]))).stdout).toBe('');
  });

  test('replaces a link in one step, whatever its name', async () => {
    await prove();
    const directory = await inside("-a 'link\n");
    const [one, two] = [join(directory, "cur'rent $(id)"), join(directory, '-next')];
    await run(toShell(['ln', '-s', 'old', one]));
    await run(toShell(['ln', '-s', 'new', two]));
    expect(await place.connection.rename(two, one)).toBe('new');
    expect(readlinkSync(one)).toBe('new');
    expect(existsSync(two)).toBe(false);
  });

  test('never loses the link while it is replaced 50 times', async () => {
    await prove();
    const directory = await inside('often');
    const current = join(directory, 'current');
    await run(toShell(['ln', '-s', '0', current]));
    let missed = 0;
    let over = false;
    const reader = (async () => {
      for (; !over; await new Promise(setImmediate)) {
        try {
          readlinkSync(current);
        } catch {
          missed++;
        }
      }
    })();
    for (let number = 1; number <= 50; number++) {
      await run(toShell(['ln', '-s', String(number), join(directory, 'next')]));
      await place.connection.rename(join(directory, 'next'), current);
    }
    over = true;
    await reader;
    expect([readlinkSync(current), missed]).toEqual(['50', 0]);
  });

  test('does not rename a link over a real directory, and loses nothing', async () => {
    await prove();
    const directory = await inside('real');
    const [current, next] = [join(directory, 'current'), join(directory, 'next')];
    await run(toShell(['mkdir', current]));
    await run(toShell(['touch', join(current, 'kept')]));
    await run(toShell(['ln', '-s', 'new', next]));
    await expect(place.connection.rename(next, current)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining(`Cannot rename "${next}" to "${current}"`),
    });
    expect(readFileSync(join(current, 'kept'), 'utf8')).toBe('');
    expect(readlinkSync(next)).toBe('new');
  });

  test('says when there is nothing to rename', async () => {
    await prove();
    await expect(
      place.connection.rename(join(place.directory, 'missing'), join(place.directory, 'x')),
    ).rejects.toThrow(/Cannot rename ".*missing" to ".*" on .*: .*[Nn]o such file/);
  });
});

describe('a host without any atomic rename', () => {
  test.skipIf(!hasOpenssh())('refuses to rename', async () => {
    const server = await openssh({ sftp: false });
    const connection = await connectTo(server);
    const tools = join(server.home, 'nothing');
    mkdirSync(tools);
    await expect(connection.rename('a', 'b')).rejects.toThrow(
      'Cannot rename "a" to "b" on 127.0.0.1:' +
        server.port +
        ': the host has no atomic rename that was proved',
    );
    expect(await connection.proveRename('/nonexistent')).toBe('none');
    connection.close();
    await server.stop();
  });
});
