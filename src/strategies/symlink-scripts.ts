import { modesBackScript } from './seal-scripts.ts';

/** Before there is a lock: it only reads. */
export const offerScript = `
live=$(cd -P "$1" 2>/dev/null && pwd -P) && seal=$2/\${live##*/} && [ -f "$seal" ] || exit 0
codec=gzip
command -v zstd > /dev/null && codec=zstd
echo "\${live##*/} $codec" && gzip -1 < "$seal"`;

/**
 * Makes the places of a run, and clears what dead runs were sending (nobody else can be: the lock is ours, and `$4` is
 * what this run calls its own); what is ours alone is closed to others.
 */
export const openScript = `
umask 077
mkdir -p "$1" "$1/seals" "$1/pins" "$1/placing" "$1/trash" "$1/incoming" "$3" || exit 1
find "$1/incoming" -mindepth 1 -maxdepth 1 ! -name "$4" | while IFS= read -r dead; do
  find "$dead" -type d -exec chmod u+w {} +
  rm -rf "$dead"
done
umask 022
mkdir -p "$2"`;

/**
 * What was being placed under that name was never complete, and never live: it makes room. Anything else stays. The mark
 * says which run is placing.
 */
export const nameScript = `
if [ -e "$2" ] || [ -L "$2" ]; then
  [ -e "$3" ] || { echo "$2 is there already, and is not an unfinished release" >&2; exit 1; }
  find "$2" -type d -exec chmod u+w {} + && rm -rf "$2" || exit 1
fi
mkdir -p "$4" && echo "$5" > "$3" && mv "$1" "$2"`;

/**
 * Ends the script when a path is not really below a release: a link of the release, or one that was shared before, may
 * lead to what belongs to every release.
 */
export const withinScript = `
within() {
  case "$(cd -P "$(dirname "$1")" && pwd -P)/" in
    "$(cd -P "$2" && pwd -P)/"*) ;;
    *) echo "$1 does not lie in the release: a link leads out of it" >&2; exit 1 ;;
  esac
}`;

/** Content of the release is copied to a shared place that is empty, else kept aside: never deleted, never merged. */
export const shareScript = `${withinScript}
kind=$1 inside=$2 shared=$3 text=$4 aside=$5 release=$6
[ -L "$inside" ] && [ "$(readlink "$inside")" = "$text" ] && exit 0
mkdir -p "$(dirname "$inside")" || exit 1
within "$inside" "$release"
mkdir -p "$(dirname "$shared")" || exit 1
if [ ! -e "$shared" ]; then
  [ ! -L "$shared" ] || { echo "$shared leads nowhere" >&2; exit 1; }
  if [ -e "$inside" ] && [ ! -L "$inside" ]; then
    if [ "$kind" = directory ]; then [ -d "$inside" ]; else [ -f "$inside" ]; fi ||
      { echo "$inside is no $kind" >&2; exit 1; }
    rm -rf "$shared.cutover" && cp -RPp "$inside" "$shared.cutover" && chmod -R u+w "$shared.cutover" && mv "$shared.cutover" "$shared" || exit 1
  elif [ "$kind" = directory ]; then mkdir -p "$shared" || exit 1
  else echo "$shared does not exist" >&2; exit 1; fi
fi
if [ "$kind" = directory ]; then [ -d "$shared" ]; else [ -f "$shared" ]; fi ||
  { echo "$shared is no $kind" >&2; exit 1; }
if [ -e "$inside" ] || [ -L "$inside" ]; then
  mkdir -p "$(dirname "$aside")" && rm -rf "$aside" && mv "$inside" "$aside" || exit 1
fi
ln -s "$text" "$inside" || exit 1
[ "$inside" -ef "$shared" ] || { echo "$inside does not lead to $shared" >&2; exit 1; }`;

/** The new link, beside the pointer. */
export const stageScript = `
mkdir -p "$1" && rm -f "$2" && ln -s "$3" "$2"`;

/** Back to no pointer at all, but only if it is ours. */
export const dropScript = `
[ -L "$1" ] || exit 0
[ "$(readlink "$1")" = "$2" ] || { echo "$1 points to \\"$(readlink "$1")\\"" >&2; exit 1; }
rm "$1"`;

/** Not what is live, nor what a process still works in. Says whose files stand in the way when they cannot be removed. */
export const removeScript = `
release=$1 seal=$2 gone=$3 aside=$4 current=$5 placing=$6 processes=$7
live=$(cd -P "$current" 2>/dev/null && pwd -P)
[ -n "$live" ] && [ "$live" = "$(cd -P "$release" 2>/dev/null && pwd -P)" ] && echo "$release is live" >&2 && exit 1
users=$(sh -c "$processes" sh "\${release%/*}" "$current" | while read -r is pid build command; do
  [ "$is $build" != "stale \${release##*/}" ] || printf ' %s (%s)' "$pid" "$command"
done)
[ -z "$users" ] || { echo "a process still runs in it:$users" >&2; exit 1; }
[ -e "$seal" ] && mkdir -p "$(dirname "$placing")" && : > "$placing" && rm -f "$seal"
rm -rf "$gone" "$gone.aside" 2>/dev/null
mkdir -p "\${gone%/*}" || exit 1
[ ! -e "$aside" ] || mv "$aside" "$gone.aside" || exit 1
if [ -e "$release" ]; then
  chmod u+w "$release" 2>/dev/null
  mv "$release" "$gone" || [ ! -e "$release" ] || exit 1
fi
rm -f "$placing" "$seal"
find "$gone" "$gone.aside" -type d -exec chmod u+w {} + 2>/dev/null
rm -rf "$gone" "$gone.aside" 2>/dev/null && exit 0
echo "these could not be removed:" >&2
find "$gone" "$gone.aside" ! -type d -exec stat -c '%n, owned by %U' {} + 2>/dev/null | head -n 5 >&2
exit 1`;

/** `$2` KiB and `$3` inodes. Some file systems take a while until what was removed is free (ZFS, Btrfs). */
export const roomScript = `
free() { df "$2" "$1" 2>/dev/null | while read -r _ _ _ free _; do echo "$free"; done | tail -n 1; }
for try in 1 2 3 4 5; do
  bytes=$(free "$1" -Pk) inodes=$(free "$1" -Pi)
  case $inodes in '' | 0 | *[!0-9]*) inodes=$3 ;; esac
  [ "$bytes" -ge "$2" ] && [ "$inodes" -ge "$3" ] && exit 0
  sleep 1
done
echo "$bytes KiB and $inodes inodes are free after that, $2 and $3 are needed" >&2
exit 1`;

/**
 * Gives the files that an earlier release has too (`shared`, as the upload found them) the modes that they had: a hook
 * may have changed them here, and the run may have ended before this host was asked for its seal.
 */
const putBackScript = `
${modesBackScript.trim()}
put_back() {
  [ -s "$1/shared" ] && [ -d "$2" ] || return 0
  (cd "$1" && : > 8124 && : > 816d && (cd "$2" && find . -type f -links +1 -exec stat -c '%f %i %n' {} +) | awk '
    FILENAME == "shared" { mode[$3] = $1; next }
    ($2 in mode) && mode[$2] != $1 { print substr($0, index($0, " ./") + 1) > mode[$2] }' shared - &&
    cd "$2" && modes_back "$1") 2>/dev/null
}`;

/**
 * What the run was sending, its own places, and the release that got its name from it and never became complete. A command
 * that was cut off from us may still be at work there: it is waited for. Also what earlier removals could not finish: it
 * is on no list of releases any more. `$1` incoming, `$2` the run, `$3` trash, `$4` placing, `$5` releases, `$6` current,
 * `$7` aside, `$8` seals.
 */
export const closeScript = `
${putBackScript.trim()}
for here in "$2/once"/*; do
  tries=0
  while [ -d "$here" ] && [ ! -e "$here/said" ] && kill -0 "$(cat "$here/pid")" && [ "$tries" -lt 100 ]; do
    tries=$((tries + 1))
    sleep .1 || sleep 1
  done 2>/dev/null
done
live=$(cd -P "$6" 2>/dev/null && pwd -P)
for mark in "$4"/*; do
  [ "$(cat "$mark" 2>/dev/null)" = "\${2##*/}" ] || continue
  build=\${mark##*/} release=$5/\${mark##*/}
  [ -z "$live" ] || [ "$live" != "$(cd -P "$release" 2>/dev/null && pwd -P)" ] || continue
  put_back "$1" "$release"
  rm -rf "$3/$build" "$3/$build.aside" 2>/dev/null
  rm -f "$8/$build"
  [ ! -e "$7/$build" ] || mv "$7/$build" "$3/$build.aside"
  if [ -e "$release" ]; then chmod u+w "$release" 2>/dev/null; mv "$release" "$3/$build"; fi
  [ -e "$release" ] || rm -f "$mark"
done
find "$1" "$3" -type d -exec chmod u+w {} + 2>/dev/null
rm -rf "$1" "$2"
find "$3" -mindepth 1 -maxdepth 1 -exec rm -rf {} + 2>/dev/null
[ ! -e "$1" ]`;
