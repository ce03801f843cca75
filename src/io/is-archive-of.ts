import type { Entry } from '../release/entry.ts';
import { sha256InPieces } from './sha256.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-header.ts';

/**
 * Is a tar byte for byte the one that is made of these entries? Reads it to its end, or to the first difference. Whoever
 * wants to know what differs reads it as an archive, which takes several times as long.
 */
export async function isArchiveOf(
  tar: AsyncIterable<Buffer>,
  files: readonly Entry[],
): Promise<boolean> {
  const expected = follow(partsOf(files));
  for await (const piece of tar) {
    if (!expected.take(piece)) return false;
  }
  return expected.isOver();
}

/** Takes pieces as they come, wherever they were cut. */
function follow(parts: Iterator<Part, undefined>) {
  let part = parts.next().value;
  const takeFrom = (piece: Buffer, at: number): number | undefined => {
    const bytes = piece.subarray(at, at + (part?.left ?? 0));
    if (part?.pass(bytes) !== true) return undefined;
    part.left -= bytes.length;
    if (part.left === 0) part = parts.next().value;
    return at + bytes.length;
  };
  return {
    take: (piece: Buffer): boolean => {
      let at: number | undefined = 0;
      while (at !== undefined && at < piece.length) at = takeFrom(piece, at);
      return at !== undefined;
    },
    isOver: () => part === undefined,
  };
}

/** Bytes that come next: `pass` takes them as they arrive, and says when they are not what they must be. */
interface Part {
  left: number;
  readonly pass: (bytes: Buffer) => boolean;
}

function* partsOf(files: readonly Entry[]): Generator<Part, undefined> {
  for (const entry of files) {
    yield same(tarHeader(entry));
    if (entry.type !== 'file') continue;
    yield content(entry);
    yield same(tarPadding(entry.size));
  }
  yield same(tarEnd);
  return undefined;
}

function same(expected: Buffer): Part {
  let at = 0;
  const pass = (bytes: Buffer) => {
    at += bytes.length;
    return bytes.equals(expected.subarray(at - bytes.length, at));
  };
  return { left: expected.length, pass };
}

/** Most files come in one piece. */
function content({ size, sha256 }: Extract<Entry, { type: 'file' }>): Part {
  const digest = sha256InPieces(size);
  let seen = 0;
  const pass = (bytes: Buffer) => {
    digest.add(bytes);
    seen += bytes.length;
    return seen < size || digest.end() === sha256;
  };
  return { left: size, pass };
}
