/**
 * The sums of blocks that were asked for: `$1` files, of each two lines, `<bytes of a block> <blocks>` and its path in
 * `$base`. A few of its blocks at a time are files for a moment, always the same ones: to make one takes longer than to
 * read it; and a disk that is nearly full has room for 64, and for 8 MiB. Of what cannot be told, nothing is; a dash ends what is told of a file.
 */
export const blockSumsScript = `
block_sums() {
  mkdir blocks || return
  files=$1
  while [ "$files" -gt 0 ] && read -r block count && IFS= read -r path; do
    rm -f blocks/*
    [ ! -f "$base/$path" ] || sums_of "$base/$path" 2> /dev/null
    echo -
    files=$((files - 1))
  done | awk '{ print $1 }' | gzip -1 > sums.gz
  rm -rf blocks
  echo "sums $(wc -c < sums.gz | tr -d ' ')" && cat sums.gz
}
sums_of() {
  at=0 some=$((8388608 / block))
  [ "$some" -le 64 ] || some=64
  while [ "$at" -lt "$count" ]; do
    [ $((at + some)) -le "$count" ] || rm -f blocks/*
    dd if="$1" bs="$block" skip="$at" count="$some" | (cd blocks && split -b "$block" -a 3 - && cksum x*) || return
    at=$((at + some))
  done
}`;

/**
 * Makes the files that came as recipes (see `tarOfPatch`). One that cannot be made is left out: what is missing is
 * found in the end, and comes whole. But a disk that is full ends it here, and says so.
 */
export const patchScript = `
patch_all() {
  for each in patches/*; do
    patch_one "$each" < "$each/recipe" && continue
    head -c 65536 /dev/zero > room && rm -f room "release/$path" || return
  done
}
patch_one() {
  read -r block mode && IFS= read -r from && IFS= read -r path || return
  case $path in */*) mkdir -p "release/\${path%/*}" || return ;; esac
  while read -r first count; do
    if [ "$first" = + ]; then cat "$1/$count" && rm "$1/$count"
    else dd if="$base/$from" bs="$block" skip="$first" count="$count" 2> /dev/null
    fi || return
  done > "release/$path" && chmod "$mode" "release/$path"
}`;
