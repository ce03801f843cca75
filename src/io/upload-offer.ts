import { gunzipSync } from 'node:zlib';
import { linkable } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import { readSealed } from '../release/inventory.ts';
import type { Compression } from './compression.ts';
import type { Message } from './hear.ts';

/** What a host says before anything is sent to it. */
export interface Offer {
  readonly compression: Compression;
  /** Can it make hard links to symbolic links? */
  readonly links: boolean;
  /** What it is linking; undefined when it has nothing to link, or no way. */
  readonly have: () => readonly Entry[] | undefined;
}

/** Its words: how it links, how it can be sent to, and whether it links links; its body: a compressed seal. */
export function readOffer({ words: [way, codec, links], body }: Message): Offer {
  return {
    compression: codec === 'zstd' ? 'zstd' : 'gzip',
    links: links === 'linked',
    have: () => (way === 'none' ? undefined : offered(gunzipSync(body))),
  };
}

/** What a sealed release has to offer. */
export function offered(seal: Buffer): readonly Entry[] {
  return readSealed(seal.toString()).map(linkable);
}
