import { createReadStream } from 'node:fs';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { reasonOf, Stop } from '../error.ts';
import { type Compression, compressionOf, decompressor } from './compression.ts';

/** The tar inside an archive. What goes wrong while it is read is the stream's error. */
export async function openTar(file: string): Promise<Readable> {
  return decompressed(file, await knownCompression(file));
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
