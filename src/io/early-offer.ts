import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type ShellCommand, toShell } from '../shell.ts';
import type { Connection } from './io.ts';
import { type Offer, offered } from './upload-offer.ts';

/** What a host offers before it is locked: what a new release lacks is then known when it is to be sent. */
export interface EarlyOffer extends Offer {
  /** Whose seal it is. */
  readonly build: string;
  /** SHA-256 of that seal: by it the host tells, under the lock, whether the offer still stands. */
  readonly sum: string;
}

/** Asks hosts, each with the strategy’s question; undefined where there is nothing to offer, or nobody who tells. */
export function askEarly(question: ShellCommand) {
  // Hosts that have the same release are read once.
  const read = new Map<string, Offer['have']>();
  return async (connection: Connection): Promise<EarlyOffer | undefined> => {
    const chunks: Buffer[] = [];
    const onOutput = (chunk: Buffer) => void chunks.push(chunk);
    try {
      await connection.run(toShell(question), { aside: true, onOutput });
      const said = Buffer.concat(chunks);
      const end = said.indexOf('\n');
      if (end < 0) return undefined;
      const [build = '', codec] = said.toString('utf8', 0, end).split(' ');
      const seal = gunzipSync(said.subarray(end + 1));
      const sum = createHash('sha256').update(seal).digest('hex');
      const have = read.get(sum) ?? offered(seal);
      read.set(sum, have);
      return { build, sum, compression: codec === 'zstd' ? 'zstd' : 'gzip', links: true, have };
    } catch {
      // It is asked again under the lock, and whatever is wrong is told there.
      return undefined;
    }
  };
}
