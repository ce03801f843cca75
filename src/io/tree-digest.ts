import type { IsOwn } from '../release/delta.ts';
import type { Entry } from '../release/entry.ts';
import { placedMode } from '../release/placed-mode.ts';
import { sha256 } from './sha256.ts';

/**
 * What a tree looks like once it is placed, in one digest: of every entry its kind, mode, size and path. The host makes
 * the same with `stat`, `sort` and `sha256sum`, so that a tree of any size is told in one line.
 */
export function treeDigest(entries: readonly Entry[], isOwn: IsOwn): string {
  return digestOfLines(entries.map((each) => lineOf(each, isOwn)));
}

/** What the files of a tree hold, in one digest: that of what `sha256sum` says of each, sorted. */
export function contentsDigest(entries: readonly Entry[]): string {
  return digestOfLines(
    entries.flatMap((each) => (each.type === 'file' ? [`${each.sha256}  ./${each.path}`] : [])),
  );
}

/** As bytes, each a character: `sort` in the C locale goes by bytes, JavaScript by UTF-16. */
function digestOfLines(texts: readonly string[]): string {
  const lines = texts.map((each) => Buffer.from(each).toString('latin1'));
  return sha256(Buffer.from(`${lines.toSorted().join('\n')}\n`, 'latin1'));
}

const regularFile = 0o100000;

/** Of a directory only that it is one: its mode has bits that it inherits, its size is the file system’s. */
function lineOf(entry: Entry, isOwn: IsOwn): string {
  const path = `./${entry.path}`;
  switch (entry.type) {
    case 'directory':
      return `d ${path}`;
    case 'link':
      return `l ${Buffer.byteLength(entry.target)} ${path}`;
    case 'file': {
      const mode = regularFile + Number.parseInt(placedMode(entry, isOwn), 8);
      return `${mode.toString(16)} ${entry.size} ${path}`;
    }
  }
}
