import { createReadStream } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { reasonOf, Stop } from '../error.ts';
import { type Compression, compressionOf, decompressor } from './compression.ts';

/** The tar inside an archive. What goes wrong while it is read is the stream's error. */
export async function openTar(file: string): Promise<Readable> {
  return decompressed(file, await knownCompression(file));
}

/** The tar inside an archive as gzip, which every host can read: as it lies, or compressed in passing. */
export async function openTarGzip(file: string): Promise<Readable> {
  const compression = await knownCompression(file);
  if (compression === 'gzip') return createReadStream(file);
  // Level 1: it is sent once, and the line is seldom slower than the next level.
  return through(decompressed(file, compression), createGzip({ level: 1 }));
}

function decompressed(file: string, compression: Compression): Readable {
  // First what can be refused: a file that is open by then would stay so.
  const transform = decompressor(compression);
  return through(createReadStream(file), transform);
}

async function knownCompression(file: string): Promise<Compression> {
  const compression = await compressionOf(file).catch((error: unknown) => {
    throw new Stop('failed', `Cannot read the archive "${file}": ${reasonOf(error)}`, {
      cause: error,
      hint: 'Package the commit again',
    });
  });
  if (compression !== undefined) return compression;
  throw new Stop('failed', `Cannot read the archive "${file}": it is neither zstd nor gzip`, {
    hint: 'Remove the package from the store and package the commit again',
  });
}

/** Errors of the source become errors of the result, and nothing stays open when either ends. */
function through(source: Readable, transform: Transform): Readable {
  return pipeline(source, transform, () => undefined);
}
