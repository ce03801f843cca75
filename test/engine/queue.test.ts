import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { leaveQueue, newerThan, waitIn } from '../../src/engine/queue.ts';
import { aLocking } from '../support/a-locking.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

describe.each(shells())('the queue of a host, through $name', (shell) => {
  const aQueue = () => {
    const { connections, at } = aLocking(join(scratch('lock'), 'app'), shell);
    return { connection: connections[0]!, at };
  };

  test('lists who waits, each once however often it says so', async () => {
    const { connection, at } = aQueue();
    await waitIn(connection, at, { number: 7, token: 'a' });
    await waitIn(connection, at, { number: 8, token: 'b' });
    const waiters = await waitIn(connection, at, { number: 7, token: 'a' });
    expect(waiters.map(({ number, token }) => `${number} ${token}`).toSorted()).toEqual([
      '7 a',
      '8 b',
    ]);
    await leaveQueue(connection, at, { number: 7, token: 'a' });
    expect(readdirSync(at.queue)).toHaveLength(1);
  });

  test('forgets who has not said for a minute that it waits', async () => {
    const { connection, at } = aQueue();
    await waitIn(connection, at, { number: 7, token: 'dead' });
    const [file = ''] = readdirSync(at.queue);
    utimesSync(join(at.queue, file), 1, 1);
    const waiters = await waitIn(connection, at, { number: 8, token: 'b' });
    expect(waiters.map(({ token }) => token)).toEqual(['b']);
  });
});

describe('the newer of two runs that wait', () => {
  const waiter = (token: string, came: number, number = 0) => ({ token, came, number });

  test('is that of the later pipeline, whichever came first', () => {
    const waiters = [waiter('a', 20, 7), waiter('b', 10, 8)];
    expect(newerThan(waiters, 'a')?.token).toBe('b');
    expect(newerThan(waiters, 'b')).toBeUndefined();
  });

  test('is the one that came later where one of them is no pipeline', () => {
    const waiters = [waiter('a', 10, 7), waiter('b', 20)];
    expect(newerThan(waiters, 'a')?.token).toBe('b');
    expect(newerThan(waiters, 'b')).toBeUndefined();
  });

  test('is one of two that came in the same second, and the same for both', () => {
    const waiters = [waiter('a', 10), waiter('b', 10)];
    expect([newerThan(waiters, 'a')?.token, newerThan(waiters, 'b')?.token]).toEqual([
      'b',
      undefined,
    ]);
  });
});
