import { PassThrough, type Readable } from 'node:stream';
import { reasonOf, Stop } from '../error.ts';

/**
 * What goes to a command from a source that may break. Then nothing comes any more, and the command ends by itself: it is
 * waited for, so that whoever clears up after it finds all it has made.
 */
export interface Feeding {
  readonly input: PassThrough;
  /** Sends on what this gives, to its end. */
  from(source: Readable): void;
  /** Sends nothing more, because of this. */
  breakOff(because: unknown): void;
  /** Throws why not all was sent. */
  check(): void;
}

/** What goes to a command on this host; nothing, until it comes from somewhere. */
export function feeding(host: string): Feeding {
  const input = new PassThrough({ highWaterMark: 256 * 1024 });
  let broken: Stop | undefined;
  const breakOff = (because: unknown) => {
    broken ??= because instanceof Stop ? because : notMade(host, because);
    input.end();
  };
  // Where no command ever took it, nobody else listens.
  input.on('error', () => undefined);
  return {
    input,
    from: (source) => {
      source.once('error', breakOff);
      input.once('close', () => source.destroy());
      if (input.destroyed) source.destroy();
      else source.pipe(input);
    },
    breakOff,
    check: () => {
      if (broken !== undefined) throw broken;
    },
  };
}

function notMade(host: string, cause: unknown): Stop {
  return new Stop('failed', `Cannot make all that is sent to ${host}: ${reasonOf(cause)}`, {
    cause,
    hint: 'Check the package with "cutover validate", and whether there is room in the temporary directory',
  });
}
