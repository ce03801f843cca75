import { Stop } from '../error.ts';

/** The connection went away while something was asked of the host: nobody knows what has become of it. */
export class Lost extends Stop {
  /** Did the request never leave this machine? Then it can be made again without a thought. */
  readonly unsent: boolean;

  constructor(
    message: string,
    options: ConstructorParameters<typeof Stop>[2] & { readonly unsent?: boolean } = {},
  ) {
    super('failed', message, options);
    this.unsent = options.unsent === true;
  }
}

/** Is that why it failed? */
export function isLost(error: unknown): error is Lost {
  return error instanceof Lost;
}
