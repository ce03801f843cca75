import { type ShellCommand, script } from '../shell.ts';
import { byPath, type Entry } from './entry.ts';

/**
 * Lists a release's directory: digests, then modes and sizes, then link texts, with a NUL before each part and
 * around each link. `stat %f` is the raw mode in hexadecimal; GNU, BusyBox and uutils all have it.
 */
export const inventoryScript = `
cd "$1" || exit 1
find . -type f -exec sha256sum {} + || exit 1
printf '\\000'
find . ! -name . -exec stat -c '%f %s %n' {} + || exit 1
printf '\\000'
find . -type l -exec sh -c 'for link; do printf "%s\\000" "$link"; readlink "$link"; printf "\\000"; done' sh {} +`;

/** Lists what a directory of a host holds now; `readInventory` reads the output. */
export function inventory(directory: string): ShellCommand {
  return script(inventoryScript, directory);
}

/** What a directory holds: every file, link and directory, in order of path. */
export function readInventory(output: string): Entry[] {
  const [digests = '', stats = '', ...links] = output.split('\0');
  const sha256 = new Map(digestRows(digests));
  const targets = new Map(pairs(links));
  return statRows(stats)
    .map(({ path, mode, size }) => entryOf(path, mode, size, { sha256, targets }))
    .toSorted(byPath);
}

/** What a release held when it was sealed: the seal is the content digest on a line, then the inventory. */
export function readSeal(text: string): Entry[] {
  return readInventory(text.slice(text.indexOf('\n') + 1));
}

interface Found {
  readonly sha256: ReadonlyMap<string, string>;
  readonly targets: ReadonlyMap<string, string>;
}

const kindBits = 0o170000;
const executableByOwner = 0o100;

function entryOf(path: string, mode: number, size: number, found: Found): Entry {
  switch (mode & kindBits) {
    case 0o040000:
      return { type: 'directory', path, mode: '0755' };
    case 0o120000:
      return { type: 'link', path, mode: '0777', target: found.targets.get(path) ?? '' };
    default:
      return {
        type: 'file',
        path,
        mode: (mode & executableByOwner) === 0 ? '0644' : '0755',
        size,
        sha256: found.sha256.get(path) ?? '',
      };
  }
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

function statRows(text: string) {
  return rowsOf(text, /^([0-9a-f]+) ([0-9]+) \.\//).map(({ head, path }) => {
    const [mode = '', size = ''] = head;
    return { path, mode: Number.parseInt(mode, 16), size: Number(size) };
  });
}

/** A name may go on over lines: a row ends where the next one begins. */
function rowsOf(text: string, start: RegExp) {
  const rows: string[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    rows.push(start.test(line) ? line : `${rows.pop() ?? ''}\n${line}`);
  }
  return rows.map((row) => {
    const [matched = '', ...head] = start.exec(row) ?? [];
    return { head, path: row.slice(matched.length) };
  });
}

/** `./path`, its text and the newline readlink adds, by turns. */
function pairs(parts: readonly string[]): [string, string][] {
  return parts.flatMap((part, index): [string, string][] =>
    index % 2 === 0 && part !== '' ? [[part.slice(2), (parts[index + 1] ?? '').slice(0, -1)]] : [],
  );
}
