import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Daemon, startDaemon } from './daemon.ts';

export interface QueueWorkerOptions {
  readonly root: string;
  readonly user?: string | undefined;
  readonly inside?: { readonly pid: number; readonly seen: string } | undefined;
  readonly log: string;
}

/** Keeps Laravel's queue worker of the live release running, and starts it anew whenever it ends, as supervisor does. */
export function startQueueWorker({ root, user, inside, log }: QueueWorkerOptions): {
  readonly stop: () => Promise<void>;
} {
  const current = join(root, 'current');
  let wanted = true;
  let worker: Daemon | undefined;
  const supervising = supervise();
  return {
    async stop() {
      wanted = false;
      await worker?.stop();
      await supervising;
    },
  };

  async function supervise(): Promise<void> {
    while (wanted) {
      if (!worker?.running() && existsSync(join(current, 'artisan'))) {
        worker = startDaemon(['php', 'artisan', 'queue:work', '--sleep=0.1'], {
          user,
          inside: inside?.pid,
          cwd: join(inside?.seen ?? root, 'current'),
          log,
        });
      }
      await sleep(100);
    }
  }
}
