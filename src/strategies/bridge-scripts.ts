import { withinScript } from './symlink-scripts.ts';

/**
 * What a release serves in its bridged directories changes after it is sealed: assets of the release before come in, and
 * go when they have aged out. So its own files lie in `.cutover/own` of the release, sealed like the rest, and the
 * directory is a link to `bridge/<build>` beside the releases: hard links of its own files and of those of others.
 *
 * `$1` is a directory, `$2` another: every file of the first that the second lacks is linked there. One ln for each
 * directory; where a file of somebody else may not be linked (Linux, fs.protected_hardlinks), it is copied.
 */
const linkAllScript = `
link_all() {
  [ -d "$1" ] || return 0
  mkdir -p "$2" || return 1
  (cd "$1" && find . -type d -exec sh -c '
    to=$1
    shift
    for directory; do
      mkdir -p "$to/$directory" || exit 1
      set --
      for file in "$directory"/* "$directory"/.[!.]* "$directory"/..?*; do
        [ -f "$file" ] && [ ! -L "$file" ] || continue
        [ -e "$to/$file" ] || [ -L "$to/$file" ] || set -- "$@" "$file"
      done
      [ $# -eq 0 ] && continue
      ln -- "$@" "$to/$directory/" 2>/dev/null && continue
      for file; do [ -e "$to/$file" ] || cp -p -- "$file" "$to/$directory/" || exit 1; done
    done' sh "$2" {} +)
}`;

/** A bridged directory of a release that is not sealed yet: its files stay the release’s own, served through the bridge. */
export const bridgeScript = `${linkAllScript}${withinScript}
release=$1 path=$2 bridged=$3 text=$4
inside=$release/$path own=$release/.cutover/own/$path
if [ ! -L "$inside" ]; then
  [ -d "$inside" ] || [ ! -e "$inside" ] || { echo "$inside is no directory" >&2; exit 1; }
  mkdir -p "$(dirname "$inside")" "$(dirname "$own")" || exit 1
  within "$inside" "$release"
  odd=$(find "$inside" ! -type f ! -type d 2>/dev/null | head -n 1)
  [ -z "$odd" ] || { echo "$odd is neither file nor directory: nothing else can be bridged" >&2; exit 1; }
  if [ -d "$inside" ]; then mv "$inside" "$own"; else mkdir -p "$own"; fi || exit 1
elif [ "$(readlink "$inside")" != "$text" ]; then
  echo "$inside is a link, not a directory" >&2
  exit 1
fi
(umask 022 && link_all "$own" "$bridged/$path") || exit 1
[ -L "$inside" ] || ln -s "$text" "$inside" || exit 1
[ "$inside" -ef "$bridged/$path" ] || { echo "$inside does not lead to $bridged/$path" >&2; exit 1; }`;

/**
 * Before the switch: what either of the two releases serves, the other serves too, so that a page of the one that is
 * left finds its assets, whichever way it goes. What a release had is kept under \`.left\` beyond the release itself,
 * until it has aged out.
 */
export const crossScript = `${linkAllScript}
bridge=$1 releases=$2 from=$3 to=$4
shift 4
umask 022
for build in "$from" "$to"; do
  [ -d "$releases/$build" ] || continue
  left=$bridge/.left/$build
  for path; do
    own=$releases/$build/.cutover/own/$path
    # A release of the time before the bridge has its files where they always were.
    [ -d "$own" ] || [ -L "$releases/$build/$path" ] || own=$releases/$build/$path
    link_all "$own" "$left/$path" || exit 1
  done
  mkdir -p "$left" && touch "$left" || exit 1
done
for build in "$from" "$to"; do
  [ -d "$bridge/$build" ] || continue
  for left in "$bridge"/.left/*; do
    for path; do link_all "$left/$path" "$bridge/$build/$path" || exit 1; done
  done
done`;

/** What was left longer ago than that serves nobody any more; a release’s own files always stay. */
export const ageScript = `
bridge=$1 releases=$2 minutes=$3
cd "$bridge" 2>/dev/null || exit 0
find .left -mindepth 1 -maxdepth 1 -mmin "+$minutes" -exec rm -rf {} +
for build in *; do
  [ -d "$build" ] || continue
  [ -d "$releases/$build" ] || { rm -rf "$build"; continue; }
  (cd "$build" && find . -type f -exec sh -c '
    own=$1 left=$2
    shift 2
    for file; do
      [ -e "$own/$file" ] && continue
      for each in "$left"/*; do [ -e "$each/$file" ] && continue 2; done
      rm -f -- "$file" || exit 1
    done' sh "$releases/$build/.cutover/own" "$bridge/.left" {} +) || exit 1
done`;
