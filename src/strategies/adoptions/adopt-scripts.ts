import { withinScript } from '../symlink-scripts.ts';

/**
 * A directory becomes a release, and the pointer a link to it. One exchange where the host's mv has it (GNU coreutils
 * from 9.5; `--exchange` is renameat2(2)), with nobody ever seeing nothing; else two renames, one right after the other.
 * Killed in between, the link still waits beside, and the next run puts it there.
 */
export const adoptDirectoryScript = `
current=$1 release=$2 text=$3 beside=$4 way=$5
[ -L "$current" ] && exit 0
[ -L "$release" ] && { rm -f "$release" || exit 1; }
if [ -d "$current" ]; then
  [ ! -e "$release" ] || { echo "$release is there already" >&2; exit 1; }
  mkdir -p "$(dirname "$release")" || exit 1
  if [ "$way" = exchange ]; then
    ln -s "$text" "$release" && mv --exchange -T "$release" "$current" && exit 0
    [ -L "$release" ] && rm -f "$release"
  fi
  rm -f "$beside" && ln -s "$text" "$beside" && mv "$current" "$release" || exit 1
fi
[ -d "$release" ] || { echo "neither $current nor $release is a directory" >&2; exit 1; }
mv "$beside" "$current" || { mv "$release" "$current"; exit 1; }`;

/**
 * What the live release holds and every release shall share goes where they all find it, and a link takes its place: a
 * file in one step, a directory in two, as above. Nothing is copied, so that nothing written meanwhile is lost.
 */
export const adoptSharedScript = `${withinScript}
kind=$1 inside=$2 shared=$3 text=$4 release=$5 beside=$2.cutover
[ -L "$inside" ] && exit 0
within "$inside" "$release"
umask 022
mkdir -p "$(dirname "$shared")" || exit 1
if [ -e "$inside" ]; then
  if [ ! "$inside" -ef "$shared" ]; then
    [ ! -e "$shared" ] && [ ! -L "$shared" ] || { echo "$shared is there already" >&2; exit 1; }
    [ "$(stat -c %d "$inside")" = "$(stat -c %d "$(dirname "$shared")")" ] ||
      { echo "$inside lies on another file system: link shared to it by hand" >&2; exit 1; }
  fi
  rm -f "$beside" && ln -s "$text" "$beside" || exit 1
  if [ "$kind" = file ]; then [ "$inside" -ef "$shared" ] || ln "$inside" "$shared"
  else mv "$inside" "$shared"; fi || exit 1
fi
[ -L "$beside" ] || exit 0
mv -f "$beside" "$inside" || exit 1
[ "$inside" -ef "$shared" ] || { echo "$inside does not lead to $shared" >&2; exit 1; }`;

/**
 * What another tool made is known from now on, and stays as writable as it was. A release that is written to all the
 * time, or holds what this user may not read, cannot be described: it stays unknown, which keeps it from nothing but
 * drift and retention.
 */
export const adoptSealScript = `
release=$1 seal=$2 inventory=$3 placing=$4 write=$5
for try in 1 2 3; do
  digest=$(cd "$release" && find . -type f -exec sha256sum {} + 2>/dev/null | LC_ALL=C sort | sha256sum)
  sh -c "$write" sh "$release" "$seal" "\${digest%% *}" "$inventory" "$placing" 2>/dev/null && exit 0
done
rm -f "$seal.new" "$seal.looks"
[ -w "$(dirname "$seal")" ]`;

/** Retention never takes what is pinned. */
export const adoptPinScript = `
umask 077
[ -e "$1" ] || printf '%s\\n' "$2" > "$1"`;

/** The pointer must now say what was asked for. */
export const confirmScript = `
now=$(readlink "$1")
[ "$now" = "$2" ] || { echo "$1 points to \\"$now\\", not to \\"$2\\"" >&2; exit 1; }`;
