import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Holding, type Locking, withLocks } from '../../src/engine/lock.ts';
import { takeLock } from '../../src/engine/take-lock.ts';
import { watchLocks } from '../../src/engine/watch-locks.ts';
import { journals } from '../../src/engine/write-journal.ts';
import type { Connection } from '../../src/io/io.ts';
import { held } from '../../src/lock-held.ts';
import { toShell } from '../../src/shell.ts';
import { aLocking, shortLease } from '../support/a-locking.ts';
import { scratch } from '../support/scratch.ts';
import { shells } from '../support/shells.ts';

/** Takes the lock and never gives a sign of life again, as a run that was killed. */
async function dies(locking: Locking): Promise<Holding> {
  const { connections, at, clock, owner } = locking;
  const [connection] = connections;
  const watch = watchLocks(connections, at, clock.seconds);
  const number = await takeLock(connection!, locking, watch);
  const numbers = new Map([[connection!.host, number]]);
  return { token: owner.token, numbers, said: undefined, lastly: (own) => own };
}

const numberOf = ({ numbers }: Holding) => numbers.get('local') ?? 0;

describe.each(shells())('a lock, through $name', { concurrent: true }, (shell) => {
  test('is there while the work goes on, and gone after it', async () => {
    const root = join(scratch('lock'), 'app');
    const locking = aLocking(root, shell);
    const seen = await withLocks(locking, async () => readdirSync(locking.at.lock));
    expect(seen).toContain(`owner-${locking.owner.token}.json`);
    expect(existsSync(locking.at.lock)).toBe(false);
    expect(readdirSync(locking.at.work)).toEqual(['fence']);
  });

  test('is given back when the work fails', async () => {
    const locking = aLocking(join(scratch('lock'), 'app'), shell);
    const work = async () => Promise.reject(new Error('broken'));
    await expect(withLocks(locking, work)).rejects.toThrow('broken');
    expect(existsSync(locking.at.lock)).toBe(false);
  });

  test('is never taken from an owner who lives, however long that takes', async () => {
    const root = join(scratch('lock'), 'app');
    // Long enough for its signs of life to come in time on a machine that has much to do.
    const lease = 5;
    const other = aLocking(root, shell, { run: 'run-2', wait: lease + 1 });
    await withLocks(aLocking(root, shell, { lease }), () =>
      expect(withLocks(other, async () => 'robbed')).rejects.toMatchObject({
        code: 'blocked',
        message: expect.stringContaining('the lock is held by run run-1 of ana, a command line'),
        hint: 'Its run is alive: try again later, or wait for it with --wait 15m',
      }),
    );
  });

  test('that is waited for comes when the owner is done', async () => {
    const root = join(scratch('lock'), 'app');
    const order: string[] = [];
    let second: Promise<unknown> = Promise.resolve();
    const other = aLocking(root, shell, { run: 'run-2', wait: 60 });
    await withLocks(aLocking(root, shell, { lease: 60 }), async () => {
      const waits = new Promise<void>((resolve) => {
        second = withLocks({ ...other, onWaiting: async () => resolve() }, async () =>
          order.push('second'),
        );
      });
      await waits;
      order.push('first');
    });
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  test('of a dead owner is taken over, and it is said whose it was', async () => {
    const root = join(scratch('lock'), 'app');
    const dead = await dies(aLocking(root, shell));
    const locking = aLocking(root, shell, { run: 'run-2' });
    const holding = await withLocks(locking, async (held) => held);
    expect(numberOf(holding)).toBe(numberOf(dead) + 1);
    expect(locking.said).toEqual([
      `local: the lock of run run-1 of ana, a command line, since 2026-11-21T12:00:00.000Z was taken over: it gave no sign of life for ${shortLease} s`,
    ]);
    expect(existsSync(locking.at.lock)).toBe(false);
  });

  test('of a dead owner goes to one of many who want it', async () => {
    const root = join(scratch('lock'), 'app');
    await dies(aLocking(root, shell));
    let inside = 0;
    const work = async () => {
      inside += 1;
      const most = inside;
      await wait(30);
      inside -= 1;
      return most;
    };
    const all = [2, 3, 4, 5].map((run) =>
      withLocks(aLocking(root, shell, { run: `run-${run}`, wait: 60, lease: 30 }), work),
    );
    expect(await Promise.all(all)).toEqual([1, 1, 1, 1]);
    expect(readFileSync(aLocking(root, shell).at.fence, 'utf8')).toBe('5\n');
  });

  test('of three hosts is never held by two halves, whoever is first on which of them', async () => {
    const root = join(scratch('lock'), 'app');
    // Each a directory of its own, as far as whoever locks it can tell.
    const hosts = (locking: Locking, slow: string) => ({
      ...locking,
      connections: ['a', 'b', 'c'].map(
        (host): Connection => ({
          ...(locking.connections[0] as Connection),
          host,
          run: async (line, options) => {
            if (host === slow) await wait(20);
            const own = line.replaceAll(root, `${root}-${host}`);
            return (locking.connections[0] as Connection).run(own, options);
          },
        }),
      ),
    });
    let inside = 0;
    const work = async ({ said, numbers }: Holding) => {
      inside += 1;
      const most = inside;
      await wait(30);
      inside -= 1;
      return [most, said === undefined, [...numbers.keys()].toSorted().join('')];
    };
    const all = ['a', 'b', 'c'].map((slow) =>
      withLocks(hosts(aLocking(root, shell, { run: slow, wait: 60, lease: 30 }), slow), work),
    );
    const ended = await Promise.all(all);
    for (const each of ended) expect(each).toEqual([1, expect.any(Boolean), 'abc']);
    expect(ended.filter(([, waited]) => waited).length).toBeGreaterThan(0);
    for (const host of ['a', 'b', 'c']) {
      expect(existsSync(`${root}-${host}/.cutover/lock`)).toBe(false);
    }
  });

  test('that was taken over stops the old owner before its next phase, and takes its staged link away', async () => {
    const root = join(scratch('lock'), 'app');
    const old = aLocking(root, shell);
    const holding = await dies(old);
    const [staged = ''] = old.at.staged('run-1');
    mkdirSync(dirname(staged), { recursive: true });
    symlinkSync('B', staged);
    writeFileSync(old.at.journal, '');
    const [connection] = old.connections;
    const { begins } = journals({ at: old.at, holding });
    const line = toShell(begins('local', { phase: 'switch', back: false }));
    expect(await connection!.run(line)).toMatchObject({ exit: 0 });
    const noted = await withLocks(aLocking(root, shell, { run: 'run-2' }), () =>
      connection!.run(line),
    );
    expect(noted.exit).toBe(held);
    expect(readdirSync(dirname(staged))).toEqual([]);
    expect(readFileSync(old.at.journal, 'utf8')).toBe('{"phase":"switch"}\n');
  });

  test('is not given back by an old owner that wakes up', async () => {
    const root = join(scratch('lock'), 'app');
    const old = aLocking(root, shell, { lease: 60 });
    await withLocks(old, async () => {
      const files = readdirSync(old.at.lock);
      expect(files).toHaveLength(2);
      const other = join(old.at.lock, 'owner-another.json');
      writeFileSync(other, '{}');
      for (const file of files) if (file.startsWith('owner-')) rmSync(join(old.at.lock, file));
    });
    expect(readdirSync(old.at.lock)).toContain('owner-another.json');
    expect(old.said).toEqual(['local: cannot give back the lock: it is not ours any more']);
  });
});

describe('what watching a lock tells', () => {
  const { at } = aLocking('/nowhere', { environment: {} });
  const lock = { token: 'theirs', beat: '1', owner: undefined };

  test('counts from the answer to the next question: an answer that waited for us tells nothing of the host', () => {
    let now = 0;
    const watch = watchLocks([], at, () => now);
    expect(watch.saw('a', lock, 0).unchanged).toBe(0);
    // Asked after a second, and read an hour later.
    now = 3_600;
    expect(watch.saw('a', lock, 1).unchanged).toBe(1);
    expect(watch.saw('a', { ...lock, beat: '2' }, 3_600)).toEqual({ alive: true, unchanged: 0 });
  });
});

describe.each(shells())(
  'a lock that a host left half, through $name',
  { concurrent: true },
  (shell) => {
    test.each(['beat-gone', undefined])(
      '(%s in it) is taken when it has been silent',
      async (left) => {
        const locking = aLocking(join(scratch('lock'), 'app'), shell, { run: 'run-2' });
        mkdirSync(locking.at.lock, { recursive: true });
        if (left !== undefined) writeFileSync(join(locking.at.lock, left), '3\n');
        // The silence is waited for on a clock that goes faster.
        const seconds = () => performance.now() / 20;
        const clock = { ...locking.clock, seconds };
        expect(await withLocks({ ...locking, clock }, async () => 'done')).toBe('done');
        expect(existsSync(locking.at.lock)).toBe(false);
      },
    );
  },
);
