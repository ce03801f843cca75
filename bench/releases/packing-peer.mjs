import * as zlib from 'node:zlib';

const compress = zlib.createZstdCompress === undefined ? 'gzip -6' : 'zstd -q -3';

/**
 * What an archive of `$TREE` and the digests of what is in it cost with the system's own programs, on the disk as ours is
 * and compressed as this Node can; in the directory `$WORK`.
 */
export const packingPeer = {
  name: `tar, ${compress.replace('-q ', '')}, sha256sum`,
  script: `
    out=$(mktemp -p "$WORK")
    tar -C "$TREE" -cf - . | ${compress} > "$out"
    find "$TREE" -type f -print0 | xargs -0 sha256sum > "$out.sums"
    sync "$out" "$out.sums"
    rm "$out" "$out.sums"`,
};
