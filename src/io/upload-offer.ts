import { gunzipSync } from 'node:zlib';
import { linkable } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import { readSealed } from '../release/inventory.ts';
import type { Compression } from './compression.ts';

/** What a host says before anything is sent to it. */
export interface Offer {
  readonly compression: Compression;
  /** Can it make hard links to symbolic links? */
  readonly links: boolean;
  /** What it is linking; undefined when it has nothing to link, or no way. */
  readonly have: readonly Entry[] | undefined;
}

/** The host’s side of a conversation, as it arrives. */
export interface Heard {
  readonly add: (chunk: Buffer) => void;
  /** Resolves as soon as the offer is whole. */
  readonly offer: Promise<Offer>;
  /** What came after the offer. */
  readonly rest: () => Buffer;
}

/** Takes the offer from the beginning of what a host says: a line, and a compressed seal as long as the line says. */
export function hear(): Heard {
  const chunks: Buffer[] = [];
  const waiting: { resolve?: (offer: Offer) => void; reject?: (error: unknown) => void } = {};
  const offer = new Promise<Offer>((resolve, reject) =>
    Object.assign(waiting, { resolve, reject }),
  );
  let body: number | undefined;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      if (body !== undefined) return;
      try {
        const read = readOffer(Buffer.concat(chunks));
        if (read === undefined) return;
        body = read.length;
        waiting.resolve?.(read.offer);
      } catch (error) {
        waiting.reject?.(error);
      }
    },
    offer,
    rest: () => Buffer.concat(chunks).subarray(body ?? 0),
  };
}

function readOffer(bytes: Buffer): { offer: Offer; length: number } | undefined {
  const end = bytes.indexOf('\n');
  if (end < 0) return undefined;
  const [way, codec, links, size] = bytes.toString('utf8', 0, end).split(' ');
  const length = end + 1 + Number(size);
  if (bytes.length < length) return undefined;
  const seal = bytes.subarray(end + 1, length);
  return {
    length,
    offer: {
      compression: codec === 'zstd' ? 'zstd' : 'gzip',
      links: links === 'linked',
      have: way === 'none' ? undefined : readSealed(gunzipSync(seal).toString()).map(linkable),
    },
  };
}
