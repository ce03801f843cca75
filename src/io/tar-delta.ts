import { Stop } from '../error.ts';
import type { Patch } from '../release/block-sums.ts';
import type { Delta, IsOwn } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import type { Manifest } from '../release/manifest.ts';
import { placedMode } from '../release/placed-mode.ts';
import { openTar } from './open-tar.ts';
import {
  type TarEntry,
  tarContentSize,
  tarEnd,
  tarFile,
  tarHeader,
  tarHeaderSize,
  tarPadding,
} from './tar-header.ts';
import { tarOfPatch } from './tar-patch.ts';

/** Where the content of a delta comes from. */
export interface DeltaSource {
  readonly manifest: Manifest;
  /** The archive of that manifest. */
  readonly archive: string;
  /** The text of `manifest.json`. */
  readonly text: string;
  readonly isOwn: IsOwn;
  /** What the host makes from blocks that it has. */
  readonly patches: readonly Patch[];
}

/** The archive’s first part: the manifest, as a file among those of the release. */
export function tarOfManifest(text: string): Buffer {
  return Buffer.concat([...tarFile({ path: 'manifest.json', mode: '0644' }, Buffer.from(text))]);
}

/**
 * A delta as a tar: the list `delete`, each path ended by NUL, below `release` the manifest and what is new, and below
 * `patches` what the host makes from blocks that it has.
 */
export async function* tarOfDelta(
  { deleted, sent }: Delta,
  source: DeltaSource,
): AsyncGenerator<Buffer> {
  const gone = deleted.map((path) => `./${path}\0`).join('');
  yield* tarFile({ path: 'delete', mode: '0644' }, Buffer.from(gone));
  yield* tarFile({ path: 'release/manifest.json', mode: '0444' }, Buffer.from(source.text));
  for (const entry of sent) {
    if (entry.type !== 'file') yield tarHeader(inRelease(entry, source.isOwn));
  }
  yield* filesOf(sent, source);
  yield tarEnd;
}

async function* filesOf(
  sent: readonly Entry[],
  { manifest, archive, isOwn, patches }: DeltaSource,
): AsyncGenerator<Buffer> {
  const ranges = rangesOf(manifest.files, sent);
  if (ranges.length === 0) return;
  const content = cutOut(await openTar(archive), ranges);
  try {
    for (const { entry } of ranges) {
      const bytes = take(content, entry.size, archive);
      const at = patches.findIndex(({ path }) => path === entry.path);
      const patch = patches[at];
      if (patch === undefined) {
        yield tarHeader(inRelease(entry, isOwn));
        yield* bytes;
        yield tarPadding(entry.size);
      } else {
        const [mode, directory] = [placedMode(entry, isOwn), `patches/${at}`];
        yield* tarOfPatch({ patch, mode, directory }, bytes);
      }
    }
  } finally {
    await content.return(undefined);
  }
}

async function* take(
  content: AsyncGenerator<Buffer>,
  size: number,
  archive: string,
): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; ) {
    const { value: piece } = await content.next();
    if (piece === undefined) throw isShort(archive);
    left -= piece.length;
    yield piece;
  }
}

interface Range {
  readonly entry: Extract<Entry, { type: 'file' }>;
  readonly from: number;
  readonly to: number;
}

/** Where the wanted files lie in the archive: it is the same byte for byte for the same manifest, so nothing is searched. */
function rangesOf(files: readonly Entry[], sent: readonly Entry[]): Range[] {
  const wanted = new Set(sent.map(({ path }) => path));
  const ranges: Range[] = [];
  let at = 0;
  for (const entry of files) {
    at += tarHeaderSize(entry);
    if (entry.type !== 'file') continue;
    if (wanted.has(entry.path)) ranges.push({ entry, from: at, to: at + entry.size });
    at += tarContentSize(entry.size);
  }
  return ranges;
}

/** The bytes of the ranges, one after another, no piece with bytes of two; nothing is read after the last of them. */
async function* cutOut(
  tar: AsyncIterable<Buffer>,
  ranges: readonly Range[],
): AsyncGenerator<Buffer, void> {
  const left = ranges.filter(({ from, to }) => to > from);
  let at = 0;
  for await (const piece of tar) {
    yield* slices(piece, at, left);
    if (left.length === 0) return;
    at += piece.length;
  }
}

/** What of the ranges is in this piece, which begins at `at`; a range that ends in it is done. */
function* slices(piece: Buffer, at: number, left: Range[]): Generator<Buffer> {
  const end = at + piece.length;
  while (left[0] !== undefined && left[0].from < end) {
    const { from, to } = left[0];
    yield piece.subarray(Math.max(from - at, 0), to - at);
    if (to > end) return;
    left.shift();
  }
}

function isShort(archive: string): Stop {
  return new Stop('failed', `Cannot read the archive "${archive}": it ends too early`, {
    hint: 'Remove the package from the store and package the commit again',
  });
}

function inRelease(entry: Entry, isOwn: IsOwn): TarEntry {
  return { ...entry, path: `release/${entry.path}`, mode: placedMode(entry, isOwn) };
}
