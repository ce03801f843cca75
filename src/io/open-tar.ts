import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import { reasonOf, Stop } from '../error.ts';
import { type Compression, compressionOf, type Decompressor, decompressor } from './compression.ts';

/** The tar inside an archive. What goes wrong while it is read is the stream's error. */
export async function openTar(file: string): Promise<Readable> {
  return decompressed(file, await knownCompression(file));
}

function decompressed(file: string, compression: Compression): Readable {
  // First what can be refused: a file that is open by then would stay so.
  const transform = decompressor(compression);
  if (compression === 'gzip') return through(createReadStream(file, { highWaterMark }), transform);
  return Readable.from(allFrames(file, transform), { objectMode: false, highWaterMark });
}

/** Bytes read at once: with an eighth of it, reading takes half as long again. */
const highWaterMark = 512 * 1024;

/**
 * An archive is one frame after another, and Node’s reader may stop after any of them (24.9, last verified 2026-11-21):
 * then another reads on from there.
 */
async function* allFrames(file: string, first: Decompressor): AsyncGenerator<Buffer> {
  const { size } = await stat(file);
  for (let [start, reader] = [0, first]; start < size; reader = decompressor('zstd')) {
    yield* readFrom(file, start, reader);
    if (reader.bytesWritten === 0) throw new Error('it ends in the middle of a frame');
    start += reader.bytesWritten;
  }
}

async function* readFrom(
  file: string,
  start: number,
  reader: Decompressor,
): AsyncGenerator<Buffer> {
  const source = createReadStream(file, { start, highWaterMark });
  source.on('error', (error) => reader.destroy(error)).pipe(reader);
  try {
    yield* reader as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
  }
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
