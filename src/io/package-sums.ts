import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from '../release/package-rules.ts';

/** The name of the digests in a package, which `sha256sum -c` reads. */
export const sumsName = 'SHA256SUMS';

/** A file of a package, and the SHA-256 of its bytes. */
export interface Sum {
  readonly name: string;
  readonly sha256: string;
}

/** The digests as they are written, in the order of the names. */
export function sumsOf(sums: readonly Sum[]): string {
  const rows = sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
  return rows.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('');
}

/**
 * Are the manifest and this archive, both in `directory`, byte for byte what they were when the package was made? False
 * also where nobody wrote that down, or where it cannot be read.
 */
export async function isAsPacked(directory: string, archive: string): Promise<boolean> {
  try {
    const written = await readFile(join(directory, sumsName), 'utf8');
    const sums = await Promise.all(
      [archive, manifestName].map(async (name) => ({
        name,
        sha256: await digestOf(join(directory, name)),
      })),
    );
    return written === sumsOf(sums);
  } catch {
    return false;
  }
}

const pieceSize = 1024 * 1024;

/** Through one buffer: a stream makes a new one for each piece, and V8 lets many of them pile up. */
async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(pieceSize);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, pieceSize);
      if (bytesRead === 0) return digest.digest('hex');
      digest.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
