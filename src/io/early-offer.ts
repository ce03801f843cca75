import { gunzipSync } from 'node:zlib';
import { type ShellCommand, toShell } from '../shell.ts';
import type { Connection } from './io.ts';
import { sha256 } from './sha256.ts';
import { type Offer, offered } from './upload-offer.ts';

/** What a host offers before it is locked: what a new release lacks is then known when it is to be sent. */
export interface EarlyOffer extends Offer {
  /** Whose seal it is. */
  readonly build: string;
  /** SHA-256 of that seal: by it the host tells, under the lock, whether the offer still stands. */
  readonly sum: string;
}

/** Bytes of a seal that is read at once; a larger one when it is needed: those of all hosts must not be held together. */
const readAtOnce = 4 * 1024 * 1024;

/** Asks a host the strategy’s question; undefined where there is nothing to offer, or nobody who tells. */
export async function askEarly(
  connection: Connection,
  question: ShellCommand,
): Promise<EarlyOffer | undefined> {
  const chunks: Buffer[] = [];
  const onOutput = (chunk: Buffer) => void chunks.push(chunk);
  try {
    await connection.run(toShell(question), { aside: true, onOutput });
    return read(Buffer.concat(chunks));
  } catch {
    // It is asked again under the lock, and whatever is wrong is told there.
    return undefined;
  }
}

function read(said: Buffer): EarlyOffer | undefined {
  const end = said.indexOf('\n');
  if (end < 0) return undefined;
  const [build = '', codec] = said.toString('utf8', 0, end).split(' ');
  const body = said.subarray(end + 1);
  const seal = gunzipSync(body);
  const have = seal.length > readAtOnce ? undefined : offered(seal);
  return {
    build,
    sum: sha256(seal),
    compression: codec === 'zstd' ? 'zstd' : 'gzip',
    links: true,
    have: () => have ?? offered(gunzipSync(body)),
  };
}
