import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf, Stop } from '../error.ts';
import { abortable } from './abortable.ts';
import type { SshConnection } from './ssh.ts';

/** How a lost connection is opened again. */
export interface Reopening {
  /** Opens one, and verifies the host as at the first time; `within` seconds it must answer. */
  readonly open: (within?: number) => Promise<SshConnection>;
  /** Has the host shown a key that is not trusted? Then it is not asked again. */
  readonly distrusts: () => boolean;
  /** Seconds until a host that does not come back is lost for good. */
  readonly patience: number;
}

/** Seconds that a host gets to answer once it was lost for good: others wait for its end. */
const shortly = 5;

/** Seconds between two attempts, at most. */
const longestPause = 5;

/** One SSH connection after the other: the next is opened when somebody needs it, once for all who do. */
export async function keepOpen(reopening: Reopening) {
  let current = await reopening.open();
  let opening: Promise<SshConnection> | undefined;
  let patience = reopening.patience;
  let scratch: string | undefined;
  const closed = new AbortController();
  const reopen = async () => {
    const within = patience;
    patience = 0;
    current = await openWithin(within, current.host, {
      ...reopening,
      over: closed.signal,
    });
    patience = reopening.patience;
    if (closed.signal.aborted) current.close();
    if (scratch !== undefined) await current.proveRename(scratch);
    return current;
  };
  return {
    host: current.host,
    open: (signal?: AbortSignal): Promise<SshConnection> => {
      if (!current.isLost()) return Promise.resolve(current);
      opening ??= reopen().finally(() => {
        opening = undefined;
      });
      return abortable(opening, signal);
    },
    /** The next connections prove it again, where it was proved before. */
    provedIn: (directory: string) => {
      scratch = directory;
    },
    close: () => {
      closed.abort();
      current.close();
    },
  };
}

async function openWithin(
  patience: number,
  host: string,
  { open, distrusts, over }: Reopening & { readonly over: AbortSignal },
): Promise<SshConnection> {
  const end = performance.now() + patience * 1_000;
  for (let pause = 0.25; ; pause = Math.min(pause * 2, longestPause)) {
    const left = (end - performance.now()) / 1_000;
    const isLast = () => left < pause || distrusts() || over.aborted;
    try {
      if (over.aborted) throw new Error('the run has ended');
      return await open(Math.max(shortly, Math.min(left, 20)));
    } catch (error) {
      if (isLast()) throw isGone(host, reasonOf(error), error);
      await sleep(pause * 1_000, undefined, { signal: over }).catch(() => undefined);
    }
  }
}

function isGone(host: string, reason: string, cause: unknown): Stop {
  const why = reason.replace(`Cannot connect to ${host}: `, '');
  return new Stop('failed', `Cannot reach ${host} again: the connection was lost, and ${why}`, {
    cause,
    hint: `Look at ${host}: what was running there when the connection broke may have finished, or may still run`,
  });
}
