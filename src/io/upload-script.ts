import { contentsScript, textsScript } from '../release/inventory.ts';
import { blockSumsScript, patchScript } from './patch-script.ts';
import { tellAllScript, tellNewScript, tellWholeScript } from './tell-scripts.ts';

/** How an upload ends that answered an offer which does not stand any more. */
export const offerChanged = 77;

/**
 * Ways to fill the directory `$2` with hard links to the files of `$1`, the fastest first; the last needs POSIX alone.
 * Each is tried on a file before it is used. Only the first is known to link symbolic links, with GNU and with BusyBox.
 */
const linkScript = `
link_cp() { cp -al "$1/." "$2/"; }
link_cpio() { (cd "$1" && find . | cpio -pdl --quiet "$2"); }
link_ln() {
  (cd "$1" && find . -type d | while IFS= read -r at; do
    mkdir -p "$2/$at" && cd "$1/$at" || exit 1
    find . ! -name . -prune -type f -exec sh -c 'to=$1; shift; exec ln "$@" "$to/"' sh "$2/$at" {} + || exit 1
  done)
}
link_all() {
  "link_$way" "$base" "$place/linked"
  find linked -type d -exec chmod u+w {} +
}
link_way() {
  for way in cp cpio ln; do
    case $way in
      cp) cp -al "$seal" try ;;
      cpio) (cd "\${seal%/*}" && printf '%s\\n' "\${seal##*/}" | cpio -pdl --quiet "$place") && mv "\${seal##*/}" try ;;
      ln) ln "$seal" try ;;
    esac 2> /dev/null
    [ try -ef "$seal" ] && return
    rm -f try
  done
  way=none
}`;

const toolScript = `
unzip() { if [ "$codec" = zstd ]; then zstd -dcq; else gzip -dc; fi; }
texts() { ${textsScript}; }
texts_of_links() { ! grep -q '^a' stats || (cd release && texts); }`;

/** Read-only, all of a release that came whole, but for what hooks write to. */
const closeWholeScript = `
close_whole() {
  if [ "$closing" = closed ]; then (cd release && find . ! -name . ! -type l -exec chmod a-w {} +)
  else find release -type f -exec chmod a-w {} +
  fi || return
  for path; do
    [ ! -e "release/$path" ] || find "release/$path" -type f -exec chmod u+w {} + || return
  done
}`;

/**
 * Receives a release into \`$1/release\`, all over one channel. The host starts to link what an earlier release has
 * (\`$2\`, sealed in \`$3\`), sends that seal, and waits; the answer says whether the whole release comes or what has
 * changed. That is unpacked beside the links, so that no tar ever writes where a link is; what is to go goes, and both
 * become one. In the end the host tells what it has: all of it, or with \`$4\` = linked only what was not linked, and of a
 * whole release with plain names two digests.
 * With \`$5\` = closed nobody may write there from now on, and what it looks like is kept in \`closed\`, for the seal.
 * \`$6\` is the sum of a seal that was offered before: what comes answers that offer, and if it does not stand any more
 * this ends with \`offerChanged\`. \`$7\` is how to list all; \`$8\` and on are paths that hooks may write to. After a lost
 * connection it begins anew: what still links into the place of before ends by itself.
 */
export const uploadScript = `
place=$1 base=$2 seal=$3 trust=$4 closing=$5 known=$6 inventory=$7
shift 7
umask 022
LC_ALL=C TZ=UTC0; export LC_ALL TZ
for each in 1 2 3 4 5; do
  [ -d "$place" ] || break
  find "$place" -type d -exec chmod u+w {} + 2> /dev/null
  rm -rf "$place" 2> /dev/null || sleep 1
done
mkdir "$place" "$place/release" "$place/linked" && cd "$place" || exit 1
${linkScript.trim()}
${toolScript.trim()}
${closeWholeScript.trim()}
${blockSumsScript.trim()}
${patchScript.trim()}
codec=gzip way=none links=sent
command -v zstd > /dev/null && codec=zstd
case $([ -z "$base" ] || sed -n '2{p;q;}' "$seal" 2> /dev/null) in
  *[!0-9a-f]* | '') ;;
  *) command -v awk > /dev/null && command -v xargs > /dev/null && link_way ;;
esac
[ "$way" != cp ] || links=linked
case $way in
  none) [ -n "$known" ] || echo "none $codec $links 0" ;;
  *) { link_all > /dev/null 2>&1; : > all; } & ;;
esac
if [ -n "$known" ]; then
  case $way$(sha256sum < "$seal") in
    "cp$known "*) ;;
    *) wait; exit ${offerChanged} ;;
  esac
elif [ "$way" != none ]; then
  gzip -1 < "$seal" > sealed.gz && echo "$way $codec $links $(wc -c < sealed.gz | tr -d ' ')" && cat sealed.gz ||
    { wait; exit 1; }
fi
read -r kind codec names || { wait; exit 1; }
[ "$kind" != sums ] || { block_sums "$codec" && read -r kind codec names; } || { wait; exit 1; }
into=release
[ "$kind" = whole ] || into=.
unzip | tar -xpomf - -C "$into" || {
  wait
  # What tar says of a full disk depends on where in a block it met it.
  head -c 65536 /dev/zero > room
  exit 1
}
if [ "$kind" = whole ]; then
  wait
  rm -rf linked
else
  [ ! -d patches ] || patch_all || { wait; exit 1; }
  (cd release && ${contentsScript} > ../digests && texts > ../texts) || { wait; exit 1; }
  wait
  # Who kills that shell alone leaves what it started at work.
  [ -e all ] || exit 1
  [ ! -s delete ] || (cd linked && xargs -0 rm -rf < ../delete) || exit 1
  "link_$way" "$place/release" "$place/linked" || exit 1
  [ "$links" = linked ] || (cd release && find . -type l -exec sh -c '
    for link; do [ -L "$0/$link" ] || cp -P "$link" "$0/$link" || exit 1; done' "$place/linked" {} +) || exit 1
  rm -rf release && mv linked release || exit 1
  # Not itself: a directory that nobody may write to cannot be moved.
  [ "$closing" != closed ] || (cd release && find . ! -name . -type d -exec chmod a-w {} +) || exit 1
fi
if [ "$kind $names" = 'whole plain' ] && command -v awk > /dev/null; then
${tellWholeScript.trim()}
elif [ "$kind" = part ] && [ "$trust" = linked ]; then
${tellNewScript.trim()}
else
  [ "$kind" != whole ] || close_whole "$@" || exit 1
${tellAllScript.trim()}
fi
[ "$closing" != closed ] || mv looks closed`;

/** Puts right what the release has and should not: what comes takes the place of what is there. Tells all. */
export const mendScript = `
place=$1 codec=$2 inventory=$3
umask 022
LC_ALL=C TZ=UTC0; export LC_ALL TZ
cd "$place" && rm -rf mended closed && mkdir -p mended/release || exit 1
find release -type d -exec chmod u+w {} + || exit 1
${toolScript.trim()}
unzip | tar -xpomf - -C mended || exit 1
[ ! -s mended/delete ] || (cd release && xargs -0 rm -rf < ../mended/delete) || exit 1
cd mended/release || exit 1
find . -type d -exec sh -c 'cd "$0" && mkdir -p "$@"' "$place/release" {} + || exit 1
find . ! -type d -exec sh -c 'for each; do mv "$each" "$0/$each" || exit 1; done' "$place/release" {} + || exit 1
cd "$place" || exit 1
${tellAllScript.trim()}`;

/** Tells all of what is there. */
export const tellScript = `
place=$1 inventory=$2
cd "$place" || exit 1
${tellAllScript.trim()}`;
