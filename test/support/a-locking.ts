import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Locking } from '../../src/engine/lock.ts';
import type { Event } from '../../src/event.ts';
import { connectLocal } from '../../src/io/local.ts';
import { layout } from '../../src/release/layout.ts';
import type { Shell } from './shells.ts';

/** Seconds: short, as the tests wait for it. */
export const shortLease = 1.2;

/** What a run needs to lock one directory of this machine, through a shell as hosts have it. */
export function aLocking(
  root: string,
  { environment }: Pick<Shell, 'environment'>,
  own: { readonly run?: string; readonly wait?: number; readonly lease?: number } = {},
): Locking & { readonly said: string[] } {
  const { run = 'run-1', wait: patience = 0, lease = shortLease } = own;
  const said: string[] = [];
  return {
    said,
    connections: [connectLocal(environment)],
    at: layout({ root }),
    owner: {
      token: randomBytes(8).toString('hex'),
      run,
      who: 'ana',
      where: 'a command line',
      since: '2026-11-21T12:00:00.000Z',
      lease,
    },
    emit: (event: Event) => {
      if (event.type === 'noted') said.push(event.message);
    },
    clock: {
      seconds: () => performance.now() / 1000,
      sleep: (seconds, signal) =>
        wait(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(
          () => undefined,
        ),
    },
    signal: new AbortController().signal,
    wait: patience,
    onWaiting: async () => undefined,
  };
}
