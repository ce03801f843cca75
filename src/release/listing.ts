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
  return statRows(stats)
    .map((row) => foundOf(row, { sha256, targets }))
    .toSorted(byPath);
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
function digestRows(text: string): [string, string][] {
  return rowsOf(text, /^(\\?)([0-9a-f]{64}) [ *]\.\//).map(({ head, path }) => {
    const [escaped, sha256 = ''] = head;
    return [escaped === '' ? path : unescaped(path), sha256];
  });
}

function unescaped(name: string): string {
  const meant: Readonly<Record<string, string>> = { n: '\n', r: '\r' };
  return name.replaceAll(/\\(.)/g, (_, letter: string) => meant[letter] ?? letter);
}

/** Mode, size, inode, time, name; seals of before had neither inode nor time. */
const statRow = /^([0-9a-f]+) ([0-9]+) (?:[0-9]+ ([0-9-]+ [0-9:.]+)(?: [+-][0-9]{4})? )?\.\//;

function statRows(text: string): Row[] {
  return rowsOf(text, statRow).map(({ head, path }) => {
    const [mode = '', size = '', modified] = head;
    return { path, mode: Number.parseInt(mode, 16), size: Number(size), modified };
  });
}

/** A name may go on over lines: a row ends where the next one begins. */
function rowsOf(text: string, start: RegExp) {
  const rows: { readonly head: readonly (string | undefined)[]; path: string }[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [matched, ...head] = start.exec(line) ?? [];
    const last = rows.at(-1);
    if (matched !== undefined) rows.push({ head, path: line.slice(matched.length) });
    else if (last !== undefined) last.path += `\n${line}`;
  }
  return rows;
}

/** `./path`, its text and the newline readlink adds, by turns. */
function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, index): [string, string][] =>
    index % 2 === 0 && part !== '' ? [[part.slice(2), (parts[index + 1] ?? '').slice(0, -1)]] : [],
  );
}
