import { open } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Stop } from '../error.ts';

/** How an archive is stored. No part of a package's digest: the tar inside is the same. */
export type Compression = 'zstd' | 'gzip';

/** The archive's name in a package. */
export const archiveNames: Readonly<Record<Compression, string>> = {
  zstd: 'archive.tar.zst',
  gzip: 'archive.tar.gz',
};

// zlib has zstd from Node 22.15 on (https://nodejs.org/api/zlib.html, last verified 2026-11-21); the types are of 20.
const zstd = zlib as unknown as {
  createZstdCompress?(options: object): Transform & zlib.Zlib;
  createZstdDecompress?(options: object): Decompressor;
  readonly constants: { readonly ZSTD_c_compressionLevel: number; readonly ZSTD_e_end: number };
};

const chunkSize = 256 * 1024;

/**
 * A zstd stream waits for us after each chunk, and who packs is busy with reading most of the time: in larger ones a
 * sixth is saved of all that packing takes (Node 24, last verified 2026-11-22).
 */
const chunkSizes = { store: 4 * 1024 * 1024, line: chunkSize } as const;

/** The best this runtime can write. */
export function bestCompression(): Compression {
  return zstd.createZstdCompress === undefined ? 'gzip' : 'zstd';
}

/** For the store a package is written once and read often; on the way to a host the line is seldom slower than level 1. */
export const levels = { store: { gzip: 6, zstd: 3 }, line: { gzip: 1, zstd: 3 } } as const;

/** Compresses for the store, or for the line to a host. */
export function compressor(
  compression: Compression,
  purpose: keyof typeof levels,
): Transform & zlib.Zlib {
  const level = levels[purpose][compression];
  if (compression === 'gzip') return zlib.createGzip({ level, chunkSize });
  const params = { [zstd.constants.ZSTD_c_compressionLevel]: level };
  return zstd.createZstdCompress?.({ params, chunkSize: chunkSizes[purpose] }) ?? cannot('write');
}

/** With this `flush` ends a frame of zstd; what is written then begins the next. */
export const endOfFrame = zstd.constants.ZSTD_e_end;

/** The way back, which knows in `bytesWritten` how far it has read. */
export type Decompressor = Transform & zlib.Zlib;

/** The way back. Stops where the runtime cannot. */
export function decompressor(compression: Compression): Decompressor {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize });
  return zstd.createZstdDecompress?.({ chunkSize }) ?? cannot('read');
}

function cannot(verb: string): never {
  throw new Stop('failed', `Cannot ${verb} a zstd archive: this Node has no zstd`, {
    hint: 'Use Node 22.15 or later, as the image does, or package again with this one',
  });
}

const magics: readonly (readonly [Compression, string])[] = [
  ['zstd', '28b52ffd'],
  ['gzip', '1f8b'],
];

/** How a file is compressed, by its first bytes; undefined if in no known way. */
export async function compressionOf(file: string): Promise<Compression | undefined> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const first = buffer.toString('hex', 0, bytesRead);
    return magics.find(([, magic]) => first.startsWith(magic))?.[0];
  } finally {
    await handle.close();
  }
}
