/** Lines of shell: what puts the looks into `$seal.looks`, and what prints the digests. */
interface Contents {
  readonly looks: string;
  readonly digests: string;
}

/** The looks are taken before the contents are read: what changes in between never passes for untouched. */
function sealWith({ looks, digests }: Contents): string {
  return `
release=$1 seal=$2 digest=$3 inventory=$4 placing=$5
${looks} && looks=$(sha256sum < "$seal.looks") || exit 1
{
  echo "$digest" && echo "\${looks%% *}" &&
    ${digests} && cat "$seal.looks"
} > "$seal.new" || { rm -f "$seal.new" "$seal.looks"; exit 1; }
rm -f "$seal.looks"
sync "$seal.new" 2>/dev/null
mv "$seal.new" "$seal" && rm -f "$placing"`;
}

const everyDigest = 'sh -c "$inventory" sh "$release" digests';
const everyLook = 'sh -c "$inventory" sh "$release" looks > "$seal.looks"';

/** What a release holds when it is complete, every content read. */
export const writeSealScript = sealWith({ looks: everyLook, digests: everyDigest });

/** Gives the files listed in `$1/8124` and `$1/816d` the modes that these names say, in the directory that one is in. */
export const modesBackScript = `
modes_back() {
  [ ! -s "$1/8124" ] || tr '\\n' '\\000' < "$1/8124" | xargs -0 chmod 0444
  [ ! -s "$1/816d" ] || tr '\\n' '\\000' < "$1/816d" | xargs -0 chmod 0555
}`;

/**
 * The digests without reading again what still looks as when it was placed (the upload left it in `known`). A file that
 * an earlier release has too (`shared`) must look the same: who wrote into it wrote into that release. Then a changed
 * mode is put back, and the release that is being made ends here. A name with a newline is not to be told from two
 * in a listing: then everything is read.
 */
const knownDigestsScript = `
${modesBackScript.trim()}
known_digests() {
  [ -s "$place/known" ] && command -v awk > /dev/null && command -v xargs > /dev/null && cd "$place" || return
  tr '\\000' '\\001' < "$seal.looks" > looks && : >> shared || return
  for each in old fresh told written 8124 816d; do : > "$each" || return; done
  LC_ALL=C awk '
    FILENAME == "known" { if (length($1) == 64) digest[substr($0, 67)] = $0; else if (length($1) < 64) row[$0]; next }
    FILENAME == "shared" { look[$3] = substr($0, 1, index($0, " ./")); next }
    substr($0, 1, 1) == "\\001" { exit }
    !/^[0-9a-f]+ [0-9]+ [0-9]+ [0-9].* \\.\\// { odd = 1; exit }
    !/^8/ { next }
    {
      at = index($0, " ./"); path = substr($0, at + 1); now = substr($0, 1, at); was = look[$3]
      if (was != "" && was != now) {
        print path > "written"
        if (substr(was, 5) == substr(now, 5)) print path > substr(was, 1, 4)
      }
      if (($0 in row) && (path in digest)) print digest[path] > "old"; else print path > "fresh"
    }
    END { exit odd }' known shared looks || return
  [ -s fresh ] || return 0
  (cd "$release" && tr '\\n' '\\000' < "$place/fresh" | xargs -0 sha256sum > "$place/told")
}
digests() {
  if known_digests; then
    if [ -s "$place/written" ]; then
      cd "$release" || return
      modes_back "$place"
      echo "a prepare hook changed files that an earlier release has too; name them in its \\"writes\\": $(
        head -n 5 "$place/written" | tr '\\n' ' ')" >&2
      return 1
    fi
    cat "$place/old" "$place/told" && printf '\\000'
  else
    ${everyDigest}
  fi
}`;

/** An upload after which nobody was to write there has closed it already, and has left what it looks like. */
const closedLooksScript = `
close_all() {
  if [ -f "$place/closed" ]; then chmod a-w "$1"
  else find "$1" ! -type l \\( -perm -200 -o -perm -020 -o -perm -002 \\) -exec chmod a-w {} +
  fi
}
take_looks() { mv "$place/closed" "$seal.looks" 2>/dev/null || ${everyLook}; }`;

/** Nothing may write to a complete release; its seal says what it held then. `$6` is where the upload came in. */
export const sealScript = `
place=$6
${knownDigestsScript.trim()}
${closedLooksScript.trim()}
close_all "$1" || exit 1
${sealWith({ looks: 'take_looks', digests: 'digests' }).trim()}`;
