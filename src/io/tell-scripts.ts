import { contentsScript, rowsScript } from '../release/inventory.ts';
import { sha256 } from './sha256.ts';

/**
 * How a host tells what lies in a release that has come to it. Each leaves `known` (which content a row of `stat` stands
 * for), `shared` (what an earlier release has too) and `looks` (what a seal has of it) for the seal.
 */

/** Every row, every content read. */
export const tellAllScript = `
rm -f shared
sh -c "$inventory" sh "$place/release" digests > digests || exit 1
sh -c "$inventory" sh "$place/release" looks > looks || exit 1
cat digests looks | tr -d '\\000' > known
{ echo all; cat digests looks; } | gzip -1`;

const looksScript = `{ cat stats && printf '\\000' && texts_of_links; } > looks || exit 1`;

/** Of a directory only that it is one, of a link no mode: what a tree is, whatever the file system makes of it. */
const treeRowScript = `
  function row() {
    if (/^4/) return "d" substr($0, index($0, " ./"))
    return (/^a/ ? "l" : $1) " " $2 substr($0, index($0, " ./"))
  }`;

/**
 * What was linked is told by its absence: a row of `stat` that is in the seal, inode and time and all, is the file
 * that was sealed. Every other row is told, and the digest of what the tree looks like: so little has to travel.
 */
export const tellNewScript = `
(cd release && ${rowsScript} > ../stats) || exit 1
tr -d '\\000' < "$seal" > sealed
for each in known new rows shared tree; do : > "$each" || exit 1; done
awk '${treeRowScript}
  FILENAME == "sealed" { if (length($1) > 63) print > "known"; else sealed[$0]; next }
  { print row() > "tree" }
  /^4/ { next }
  { if ($0 in sealed) print > "shared"; else print > "new" }' sealed stats || exit 1
cat digests stats >> known || exit 1
${looksScript}
{ echo new; sort tree | sha256sum; cat digests; printf '\\000'; cat new; printf '\\000'; cat texts; } | gzip -1`;

/**
 * The digests of all files below, of names that nobody escapes. OpenSSL has SHA-256 in the processor, and takes half the
 * time of a `sha256sum` that has not (coreutils 9.1 of Debian 12, last verified 2026-11-22). What it makes of
 * nothing tells whether it is there and writes as expected; where it fails later, digests are missing, and all is read again.
 */
const digestsScript = `
digests_of_all() {
  case $(openssl dgst -sha256 -r /dev/null 2> /dev/null) in
    '${sha256('')} */dev/null') find . -type f -exec openssl dgst -sha256 -r {} + | sed 's/ \\*/  /' ;;
    *) ${contentsScript} ;;
  esac
}`;

/** Nothing is linked, every content is read: two digests tell of it, and the rows of its links. */
export const tellWholeScript = `
${digestsScript.trim()}
rm -f shared
{ close_whole "$@" && (cd release && ${rowsScript} > ../stats); } &
looking=$!
(cd release && digests_of_all > ../digests) && wait "$looking" || { wait; exit 1; }
cat digests stats > known || exit 1
${looksScript}
awk '${treeRowScript}
  { print row() }' stats > tree || exit 1
{
  echo whole; sort tree | sha256sum; sort digests | sha256sum
  printf '\\000'; grep '^a' stats; printf '\\000'; texts_of_links
} | gzip -1`;
