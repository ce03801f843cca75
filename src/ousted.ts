import { Stop } from './error.ts';

/** Another run has taken the lock, because this one gave no sign of life. */
export class Ousted extends Stop {
  constructor(host: string) {
    super('blocked', 'the lock is not ours any more', {
      hint: `Look at ${host}: another run has taken over`,
    });
  }
}

/** Is that why it failed? */
export function isOusted(error: unknown): error is Ousted {
  return error instanceof Ousted;
}
