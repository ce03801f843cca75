import { type ShellCommand, script } from '../shell.ts';
import type { Entry } from './entry.ts';
import { entryOf, type Found, readListing } from './listing.ts';

/** A row of `sha256sum` for every file of a directory. */
export const contentsScript = `find . -type f -exec sha256sum {} +`;

/** A row of `stat` for all that lies in a directory. */
export const rowsScript = `find . ! -name . -exec stat -c '%f %s %i %y %n' {} +`;

/** The path and the text of every link, each with a NUL behind it. */
export const textsScript = `find . -type l -exec sh -c 'for link; do printf "%s\\000" "$link"; readlink "$link"; printf "\\000"; done' sh {} +`;

/**
 * What tells two states of a directory apart without reading a content: a row of `stat` each, then the links' texts,
 * with a NUL before and after each. `%f` is the raw mode in hexadecimal, `%i` the inode, `%y` the time of change with
 * its nanoseconds; GNU, BusyBox and uutils have them all. Not the inode's own time: a hard link elsewhere changes it.
 */
const looksScript = `
TZ=UTC0; export TZ
${rowsScript} || exit 1
printf '\\000'
${textsScript}`;

/** Lists a release's directory: digests, a NUL, and its looks. `$2` leaves one of them out: `digests`, `looks`. */
export const inventoryScript = `
cd "$1" || exit 1
if [ "$2" != looks ]; then
  ${contentsScript} || exit 1
  printf '\\000'
fi
[ "$2" != digests ] || exit 0${looksScript}`;

/**
 * One word: `untouched` when what lies in `$1` looks exactly as it did when it was sealed in `$2`, `touched` when
 * it does not, `unknown` when the seal does not tell. Only the first is certain: a copy put back is touched, too.
 */
const untouchedScript = `
sealed=$(sed -n '2{p;q;}' "$2" 2>/dev/null)
case $sealed in
  *[!0-9a-f]* | '') echo unknown ;;
  *)
    now=$( (cd "$1" || exit 1${looksScript}) 2>/dev/null | sha256sum)
    if [ "\${now%% *}" = "$sealed" ]; then echo untouched; else echo touched; fi ;;
esac`;

/** Lists what a directory of a host holds now, every content read; `readInventory` reads the output. */
export function inventory(directory: string): ShellCommand {
  return script(inventoryScript, directory);
}

/** The same without reading a content: all of it but the digests. */
export function looks(directory: string): ShellCommand {
  return script(inventoryScript, directory, 'looks');
}

/** Is a complete release what it was when it was sealed? In one word, without reading a content. */
export function untouched(release: string, seal: string): ShellCommand {
  return script(untouchedScript, release, seal);
}

/** What a directory holds: every file, link and directory, in order of path. */
export function readInventory(output: string): Entry[] {
  return readListing(output).map(entryOf);
}

/** What a directory looks like: no digests. */
export function readLooks(output: string): Found[] {
  return readListing(`\0${output}`);
}

/** What a release held when it was sealed. */
export function readSeal(text: string): Entry[] {
  return readSealed(text).map(entryOf);
}

/** The same with its looks. A seal is the content digest, the digest of its looks (older ones have none), and the inventory. */
export function readSealed(text: string): Found[] {
  return readListing(text.replace(/^.*\n(?:[0-9a-f]{64}\n)?/, ''));
}
