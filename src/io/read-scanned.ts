import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Finding } from '../release/finding.ts';
import type { ScannedFile } from './scan-tree.ts';
import { sha256InPieces } from './sha256.ts';
import { unreadable } from './unreadable.ts';

/** Looks at the content of a file that fits into one piece. */
export type Inspect = (path: string, content: Buffer) => readonly Finding[];

/** What reading a file gave. With findings of this file's reading the digest is of no use. */
interface Read {
  readonly sha256: string;
  readonly findings: readonly Finding[];
}

const pieceSize = 1024 * 1024;

// A link or a fifo that took the file's place since the walk is neither followed nor waited for.
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Reads files of a walk, all through one buffer: a piece is good until the next is asked for. */
export function readScanned(
  root: string,
  inspect: Inspect,
): (file: ScannedFile) => Generator<Buffer, Read> {
  const buffer = Buffer.allocUnsafeSlow(pieceSize);
  return function* read(file) {
    const digest = sha256InPieces(file.size);
    const findings: Finding[] = [];
    const see = (piece: Buffer): void => {
      digest.add(piece);
      if (file.size <= pieceSize) findings.push(...inspect(file.path, piece));
    };
    try {
      const same = yield* piecesOf(`${root}/${file.path}`, file, { buffer, see });
      if (!same) findings.push(changed(file.path));
    } catch (error) {
      findings.push(unreadable(file.path, error));
    }
    return { sha256: digest.end(), findings };
  };
}

/** As many bytes as the walk saw, at most; in the end, whether the file still is what the walk saw. */
function* piecesOf(
  path: string,
  { size, mtimeMs }: ScannedFile,
  { buffer, see }: { readonly buffer: Buffer; readonly see: (piece: Buffer) => void },
): Generator<Buffer, boolean> {
  const file = openSync(path, flags);
  try {
    for (let left = size; left > 0; ) {
      const piece = fill(file, buffer.subarray(0, Math.min(left, pieceSize)));
      if (piece.length === 0) return false;
      left -= piece.length;
      see(piece);
      yield piece;
    }
    const now = fstatSync(file);
    return now.isFile() && now.size === size && now.mtimeMs === mtimeMs;
  } finally {
    closeSync(file);
  }
}

/** Reads until the buffer is full or the file ends. */
function fill(file: number, buffer: Buffer): Buffer {
  let filled = 0;
  for (let count = -1; count !== 0 && filled < buffer.length; filled += count) {
    count = readSync(file, buffer, filled, buffer.length - filled, null);
  }
  return filled === buffer.length ? buffer : buffer.subarray(0, filled);
}

function changed(path: string): Finding {
  return {
    rule: 'changed-while-packing',
    severity: 'error',
    subject: path,
    message: 'changed while it was read',
    hint: 'Let the build end first, and name what is written all the time in "package.exclude"',
  };
}
