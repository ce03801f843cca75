import { pipeline } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { Stop } from '../error.ts';
import type { Delta, IsOwn } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import { placedMode } from '../release/placed-mode.ts';
import { openTar } from './open-tar.ts';
import { type TarEntry, tarEnd, tarHeader, tarPadding } from './tar-header.ts';

/** What goes with a delta. */
export interface Along {
  /** The text of `manifest.json`. */
  readonly text: string;
  readonly isOwn: IsOwn;
}

/** The archive’s first part: the manifest, as a file among those of the release. */
export function tarOfManifest(text: string): Buffer {
  return Buffer.concat([...fileOf('manifest.json', '0644', text)]);
}

/** A delta as a tar: the list `delete`, each path ended by NUL, and below `release` the manifest and what is new. */
export async function* tarOfDelta(
  archive: string,
  { deleted, sent }: Delta,
  { text, isOwn }: Along,
): AsyncGenerator<Buffer> {
  yield* fileOf('delete', '0644', deleted.map((path) => `./${path}\0`).join(''));
  yield* fileOf('release/manifest.json', '0444', text);
  const wanted = new Map(sent.map((each) => [each.path, each]));
  for (const entry of sent) {
    if (entry.type === 'file') continue;
    yield tarHeader(inRelease(entry, isOwn));
    wanted.delete(entry.path);
  }
  yield* pick(archive, wanted, isOwn);
  yield tarEnd;
}

/** The wanted files, as they come in the archive; it is read no further than to the last of them. */
async function* pick(
  archive: string,
  wanted: Map<string, Entry>,
  isOwn: IsOwn,
): AsyncGenerator<Buffer> {
  if (wanted.size === 0) return;
  const source = await openTar(archive);
  const tar = extract();
  pipeline(source, tar, () => undefined);
  try {
    for await (const stream of tar) {
      const entry = wanted.get(stream.header.name);
      if (entry === undefined) stream.resume();
      else yield* member(stream, inRelease(entry, isOwn));
      wanted.delete(stream.header.name);
      if (wanted.size === 0) return;
    }
  } finally {
    source.destroy();
  }
  throw new Stop('failed', `Cannot read the archive "${archive}": it lacks ${wanted.size} files`, {
    hint: 'Remove the package from the store and package the commit again',
  });
}

/** As long as the archive says: whether that is right is for the host to tell. */
async function* member(
  stream: AsyncIterable<unknown> & { readonly header: Header },
  entry: TarEntry,
): AsyncGenerator<Buffer> {
  const { size = 0 } = stream.header;
  yield tarHeader({ ...entry, type: 'file', size });
  for await (const piece of stream) yield piece as Buffer;
  yield tarPadding(size);
}

function inRelease(entry: Entry, isOwn: IsOwn): TarEntry {
  return { ...entry, path: `release/${entry.path}`, mode: placedMode(entry, isOwn) };
}

function* fileOf(path: string, mode: string, text: string): Generator<Buffer> {
  const content = Buffer.from(text);
  yield tarHeader({ type: 'file', path, mode, size: content.length });
  yield content;
  yield tarPadding(content.length);
}
