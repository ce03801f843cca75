import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import type { Patch } from '../release/block-sums.ts';
import { below, type Delta } from '../release/delta.ts';
import type { Manifest } from '../release/manifest.ts';
import { bestCompression, type Compression, compressionOf, compressor } from './compression.ts';
import { openTar } from './open-tar.ts';
import { sha256 } from './sha256.ts';
import { type Spool, spool } from './spool.ts';
import type { StoredPackage } from './store.ts';
import { tarOfDelta, tarOfManifest } from './tar-delta.ts';

/** A package on its way to hosts: read from the store, compressed at most once for all of them. */
export interface Parcel {
  readonly manifest: Manifest;
  /** The text of the release’s `manifest.json`. */
  readonly text: string;
  /** All of it as one tar stream, in a way of compression that the host can read. */
  whole(host: Compression): Promise<Sent>;
  /** What a host lacks, as one tar stream: `delete`, `release/…`, and `patches/…`. */
  part(delta: Delta, how: How): Promise<Sent>;
}

/** How a part of a package goes to a host. */
interface How {
  readonly host: Compression;
  /** Paths that hooks may write to. */
  readonly own: readonly string[];
  /** Files that the host makes from blocks it has. */
  readonly patches?: readonly Patch[];
}

/** A compressed stream. */
export interface Sent {
  readonly compression: Compression;
  readonly stream: Readable;
}

/** Makes a package ready to be sent. */
export function parcel({ manifest, archive }: StoredPackage): Parcel {
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const spools = new Map<string, Spool>();
  const shared = (key: string, source: () => Promise<AsyncIterable<Buffer>>): Readable => {
    const open = spools.get(key)?.open();
    if (open !== undefined) return open;
    const made = spool(source);
    spools.set(key, made);
    return made.open() ?? Readable.from([]);
  };
  return {
    manifest,
    text,
    whole: async (host) => {
      const stored = await compressionOf(archive);
      const asStored = stored === 'gzip' || (stored === 'zstd' && both(host) === 'zstd');
      const compression = asStored ? stored : 'gzip';
      const body = asStored
        ? createReadStream(archive, { highWaterMark: 256 * 1024 })
        : shared('whole', async () => compressed(await openTar(archive), 'gzip'));
      return { compression, stream: after(tarOfManifest(text), body, compression) };
    },
    part: async (delta, { host, own, patches = [] }) => {
      const compression = both(host);
      const { deleted, sent } = delta;
      const key = sha256(JSON.stringify([compression, deleted, sent.map(pathOf), own, patches]));
      const tar = () =>
        Readable.from(tarOfDelta(delta, { manifest, archive, text, isOwn: below(own), patches }));
      return { compression, stream: shared(key, async () => compressed(tar(), compression)) };
    },
  };
}

/** The best that this runtime and the host both know. */
function both(host: Compression): Compression {
  return host === 'zstd' && bestCompression() === 'zstd' ? 'zstd' : 'gzip';
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

function compressed(tar: Readable, compression: Compression): Readable {
  return pipeline(tar, compressor(compression, 'line'), () => undefined);
}

/** One compressed stream after another is read as one: gzip members (RFC 1952, 2.2), zstd frames (RFC 8878, 3). */
function after(head: Buffer, body: Readable, compression: Compression): Readable {
  const joined = Readable.from(
    (async function* () {
      yield* compressed(Readable.from([head]), compression);
      yield* body;
    })(),
    { objectMode: false },
  );
  return joined.once('close', () => body.destroy());
}
