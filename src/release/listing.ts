import { byPath, type Entry } from './entry.ts';

/** One thing that lies in a directory of a host, as it looks there. What nobody looked at is left out. */
export type Found =
  | {
      readonly type: 'file' | 'other';
      readonly path: string;
      /** All of its bits: `0444`, `4755`. */
      readonly mode: string;
      readonly size: number;
      readonly modified?: string;
      readonly sha256?: string;
    }
  | { readonly type: 'link'; readonly path: string; readonly target: string }
  | { readonly type: 'directory'; readonly path: string; readonly mode: string };

/** What an inventory's output says, in order of path: digests, rows of `stat`, and the links' texts, with NULs between. */
export function readListing(output: string): Found[] {
  const [digests = '', stats = '', ...links] = output.split('\0');
  const sha256 = new Map(digestRows(digests));
  const targets = new Map(pairs(links));
  const found: Found[] = [];
  for (const row of statRows(stats)) found.push(foundOf(row, { sha256, targets }));
  return found.sort(byPath);
}

/** The same as an entry of a manifest: of a mode only what git keeps. */
export function entryOf(found: Found): Entry {
  const { path } = found;
  switch (found.type) {
    case 'directory':
      return { type: 'directory', path, mode: '0755' };
    case 'link':
      return { type: 'link', path, mode: '0777', target: found.target };
    default: {
      const isExecutable = (Number.parseInt(found.mode, 8) & executableByOwner) !== 0;
      const mode = isExecutable ? '0755' : '0644';
      return { type: 'file', path, mode, size: found.size, sha256: found.sha256 ?? '' };
    }
  }
}

const executableByOwner = 0o100;
const kindBits = 0o170000;
const modeBits = 0o7777;

interface Row {
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly modified: string | undefined;
}

interface Read {
  readonly sha256: ReadonlyMap<string, string>;
  readonly targets: ReadonlyMap<string, string>;
}

function foundOf({ path, mode, size, modified }: Row, read: Read): Found {
  const kind = mode & kindBits;
  const bits = (mode & modeBits).toString(8).padStart(4, '0');
  if (kind === 0o040000) return { type: 'directory', path, mode: bits };
  if (kind === 0o120000) return { type: 'link', path, target: read.targets.get(path) ?? '' };
  const sha256 = read.sha256.get(path);
  return {
    type: kind === 0o100000 ? 'file' : 'other',
    path,
    mode: bits,
    size,
    ...(modified === undefined ? {} : { modified }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}

/** GNU begins a line with a backslash when it escaped the name; BusyBox writes the name as it is. */
function* digestRows(text: string): Generator<[path: string, sha256: string]> {
  for (const { head, path } of rowsOf(text, /^(\\?)([0-9a-f]{64}) [ *]\.\//)) {
    const [escaped, sha256 = ''] = head;
    yield [escaped === '' ? path : unescaped(path), sha256];
  }
}

function unescaped(name: string): string {
  const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r' };
  return name.replaceAll(/\\(.)/g, (_, letter: string) => meant[letter] ?? letter);
}

/** Mode, size, inode, time, name; seals of before had neither inode nor time. */
const statRow = /^([0-9a-f]+) ([0-9]+) (?:[0-9]+ ([0-9-]+ [0-9:.]+)(?: [+-][0-9]{4})? )?\.\//;

function* statRows(text: string): Generator<Row> {
  for (const { head, path } of rowsOf(text, statRow)) {
    const [mode = '', size = '', modified] = head;
    yield { path, mode: Number.parseInt(mode, 16), size: Number(size), modified };
  }
}

interface RowText {
  readonly head: readonly (string | undefined)[];
  readonly path: string;
}

/** A name may go on over lines: a row ends where the next one begins. */
function* rowsOf(text: string, start: RegExp): Generator<RowText> {
  let row: RowText | undefined;
  for (const line of linesOf(text)) {
    const begun = beginningOf(line, start);
    if (begun !== undefined && row !== undefined) yield row;
    row = begun ?? (row && { ...row, path: `${row.path}\n${line}` });
  }
  if (row !== undefined) yield row;
}

function beginningOf(line: string, start: RegExp): RowText | undefined {
  const [matched, ...head] = start.exec(line) ?? [];
  return matched === undefined ? undefined : { head, path: line.slice(matched.length) };
}

/** One at a time: a listing may have a hundred thousand, for each of several hosts. */
function* linesOf(text: string): Generator<string> {
  let from = 0;
  for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
    yield text.slice(from, to);
    from = to + 1;
  }
}

/** `./path`, its text and the newline readlink adds, by turns. */
function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, index): [string, string][] =>
    index % 2 === 0 && part !== '' ? [[part.slice(2), (parts[index + 1] ?? '').slice(0, -1)]] : [],
  );
}
