import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds and gives what it gave; rejects when it does not come within `seconds`, of which a slow machine gets many. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  seconds = 240,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await sleep(20);
  }
  throw new Error(`Cannot go on: ${what} has not come within ${seconds} s`);
}
