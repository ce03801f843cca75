import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { counted } from '../../src/io/counted.ts';
import type { Connection } from '../../src/io/io.ts';
import { connectLocal } from '../../src/io/local.ts';

/** What was told of a connection to this machine while it was used. */
async function toldOf(use: (connection: Connection) => Promise<unknown>): Promise<Event[]> {
  const told: Event[] = [];
  const connection = connectLocal({ PATH: '/usr/bin:/bin' });
  await use(counted(connection, (event) => void told.push(event)));
  return told;
}

const exchanged = (trips: number, sent: number, received: number) => [
  { type: 'exchanged', host: 'local', trips, sent, received },
];

describe('counted() tells', () => {
  test('two round trips of a command, and what passed in either direction', async () => {
    const told = await toldOf((host) => host.run('cat; echo no >&2', { stdin: 'hello' }));
    expect(told).toEqual(exchanged(2, 'cat; echo no >&2hello'.length, 'hellono\n'.length));
  });

  test('nothing of SFTP that is opened before anybody asks for it again', async () => {
    const told = await toldOf(async (host) => {
      await host.renameMethod();
      await host.renameMethod();
    });
    expect(told).toEqual([]);
  });

  test('two round trips, once, where somebody must wait for SFTP', async () => {
    const told = await toldOf((host) =>
      Promise.all([host.renameMethod(), host.renameMethod(), host.renameMethod()]),
    );
    expect(told).toEqual(exchanged(2, 0, 0));
  });

  test('the bytes of streams, and does not keep them from flowing', async () => {
    const heard: Buffer[] = [];
    const stdin = Readable.from([Buffer.alloc(1000), Buffer.alloc(500)], { objectMode: false });
    const onOutput = (chunk: Buffer) => void heard.push(chunk);
    const told = await toldOf((host) => host.run('cat', { stdin, onOutput }));
    expect(Buffer.concat(heard)).toHaveLength(1500);
    expect(told).toEqual(exchanged(2, 1503, 1500));
  });

  test('a third round trip where the host speaks first, and is answered', async () => {
    const stdin = new PassThrough();
    const onOutput = () => void stdin.end('answer\n');
    const told = await toldOf((host) => host.run('echo hello; read -r x', { stdin, onOutput }));
    expect(told).toMatchObject([{ trips: 3 }]);
  });

  test('one more for every further answer', async () => {
    const stdin = new PassThrough();
    const answers = ['one\n', 'two\n'];
    const onOutput = () => void stdin.write(answers.shift());
    const line = 'echo hello; read -r x; echo more; read -r y';
    const told = await toldOf((host) => host.run(line, { stdin, onOutput }));
    expect(told).toMatchObject([{ trips: 4 }]);
  });
});
