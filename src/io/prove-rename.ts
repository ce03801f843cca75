import { script, toShell } from '../shell.ts';
import type { Connection } from './io.ts';

// "mv -T" is rename(2) in GNU coreutils 9.1 and BusyBox 1.35; uutils 0.0.17 refuses a link to a directory
// ("Not a directory"), macOS has no -T. Last verified 2026-11-21.
const proof = `
(umask 077 && mkdir -p -- "$1") && cd -- "$1" || exit 1
mkdir old new && ln -s old current && ln -s new next || exit 1
mv -T -- next current &&
  test "$(readlink current)" = new && test ! -L next && test -z "$(ls -A old)" &&
  ln -s new next && ! mv -T -- next old && test -d old && test ! -L old && test -z "$(ls -A old)"
proved=$?
rm -f -- current next
rmdir -- old new
cd / && rmdir -p -- "$1" 2>/dev/null
exit $proved`;

/** Does `mv -T` on this host replace a link in one step, and refuse to replace a real directory? */
export async function provesRename(run: Connection['run'], scratch: string): Promise<boolean> {
  const { exit } = await run(toShell(script(proof, scratch)));
  return exit === 0;
}
