/** Does the same for every host at once; fails when it failed for one. `$there` is the account on the host. */
export function perHost(body) {
  return `
    pids=
    for host in $ADDRESSES; do
      ( set -e; there=$USER_THERE@$host
        ${body}
      ) & pids="$pids $!"
    done
    for pid in $pids; do wait "$pid"; done`;
}

/** What people do by hand: a link beside the live one, renamed over it. */
export const switchOver = '"ln -s releases/$NEXT $ROOT/.next && mv -T $ROOT/.next $ROOT/current"';
