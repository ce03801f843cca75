import { held } from '../lock-held.ts';

const nextNumber = `
number=$(cat "$fence" 2>/dev/null)
case $number in '' | *[!0-9]*) number=0 ;; esac
number=$((number + 1))`;

/**
 * Takes a free lock: mkdir is atomic, and so is the rename that signs it; what is signed has its number. Prints that
 * number, also when it is said again after a lost connection. `$1` lock, `$2` token, `$3` owner, `$4` root, `$5` fence,
 * `$6` a script that prints a lock. The target's own directory is for everybody to read, what is Cutover's is not.
 */
export const takeScript = `
lock=$1 token=$2 owner=$3 root=$4 fence=$5
(umask 022 && mkdir -p "$root") && umask 077 && mkdir -p "$(dirname "$lock")" || exit 1
tries=0
until mkdir "$lock" 2>/dev/null; do
  # Given back a moment ago, or not to be made.
  if [ ! -d "$lock" ]; then
    tries=$((tries + 1))
    [ "$tries" -lt 9 ] || { mkdir "$lock" && rmdir "$lock"; exit 1; }
    continue
  fi
  [ "$(cat "$lock/owner-$token.json" 2>/dev/null)" = "$owner" ] && cat "$fence" && exit 0
  sh -c "$6" sh "$lock"
  exit ${held}
done
give_up() {
  rm -f "$fence.$token" "$lock.$token" "$lock/beat-$token"
  rmdir "$lock"
  exit 1
}${nextNumber}
echo "$number" > "$fence.$token" && mv "$fence.$token" "$fence" || give_up
printf '%s\\n' "$owner" > "$lock.$token" && echo 0 > "$lock/beat-$token" && mv "$lock.$token" "$lock/owner-$token.json" || give_up
echo "$number"`;

/**
 * Takes the lock of a dead owner: of all who try, the rename of the owner's file lets one through, and the lock is never
 * free in between. The links the dead run staged go with it: should it wake up, its switch finds nothing to rename.
 * A beat that has gone on since it was looked at was no dead owner's. `$1` lock, `$2` token, `$3` owner, `$4` fence, `$5` the
 * dead owner's token, `$6` its last beat, `$7`… its staged links.
 */
export const takeOverScript = `
lock=$1 token=$2 owner=$3 fence=$4 dead=$5 last=$6
shift 6
umask 077
[ "$(head -n 1 "$lock/beat-$dead" 2>/dev/null)" = "$last" ] || exit ${held}
printf '%s\\n' "$owner" > "$lock.$token" && echo 0 > "$lock/beat-$token" || { rm -f "$lock.$token"; exit 1; }${nextNumber}
mv "$lock/owner-$dead.json" "$lock/owner-$token.json" 2>/dev/null || { rm -f "$lock.$token" "$lock/beat-$token"; exit ${held}; }
mv "$lock.$token" "$lock/owner-$token.json"
echo "$number" > "$fence.$token" && mv "$fence.$token" "$fence" || exit 1
rm -f "$lock/beat-$dead" "$@"
echo "$number"`;

/**
 * A lock that nobody signed, as a host left it that stopped while one was taken or given back, has nothing in it but
 * beats; whoever comes first takes it anew. Anything else in it is for a person to look at.
 */
export const clearScript = `
rm -f "$1"/beat-*
rmdir "$1"`;

/** Says that the owner lives; not when the lock is another's by now. `$1` lock, `$2` token, `$3` the next beat. */
export const beatScript = `
[ -f "$1/owner-$2.json" ] || exit ${held}
echo "$3" > "$1/beat-$2"`;

/** Gives a lock back if it is still ours, with the beats of those it was taken from. `$1` lock, `$2` token. */
export const giveBackScript = `
[ -d "$1" ] || exit 0
rm "$1/owner-$2.json" 2>/dev/null || exit ${held}
rm -f "$1"/beat-*
rmdir "$1"`;

/** Is the lock still ours, under the number we took it with? `$1` lock, `$2` token, `$3` fence, `$4` number. */
export const guardScript = `
[ -f "$1/owner-$2.json" ] && [ "$(cat "$3")" = "$4" ] || exit ${held}`;
