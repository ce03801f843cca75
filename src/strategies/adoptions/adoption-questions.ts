import type { Layout } from '../../release/layout.ts';
import { type ShellCommand, script } from '../../shell.ts';
import type { Adoption } from './adoption.ts';

/** What to ask a host about a layout that is not ours; `readFound` reads the answers. Changes nothing. */
export function adoptionQuestions(
  at: Layout,
  { log }: Adoption,
  shared: readonly string[],
): Readonly<Record<string, ShellCommand>> {
  return {
    where: script('cd -P "$1" && pwd -P', at.current),
    log: log === undefined ? ['true'] : ['cat', `${at.root}/${log}`],
    marks: script(markScript, at.releases, `${at.root}/release`),
    unfinished: script('readlink "$1"', at.beside),
    exchange: script('mv --help 2>&1 | grep -q -e --exchange && echo yes'),
    inside: script(insideScript, at.current, at.beside, at.shared, ...shared),
  };
}

/** `<good or bad> <commit> <name>`; what Deployer’s `release` leads to is one that never came to its end. */
const markScript = `
cd "$1" || exit 0
for name in *; do
  [ -d "$name" ] && [ ! -L "$name" ] || continue
  mark=good
  [ -e "$name/BAD_RELEASE" ] || [ -e "$name/DIRTY_RELEASE" ] || [ "$name" -ef "$2" ] && mark=bad
  commit=$(head -n 1 "$name/REVISION" 2>/dev/null | tr -cd '0-9a-f')
  echo "$mark \${commit:--} $name"
done`;

/**
 * `<kind> <path>` of what stands at each shared path in what is live. An empty directory has nothing to lose; `moving` is
 * what a killed adoption did not finish.
 */
const insideScript = `
cd "$1" || cd "$2" || exit 0
shared=$3
shift 3
for path; do
  kind=other
  [ -f "$path" ] && kind=file
  [ -d "$path" ] && kind=directory && [ -z "$(ls -A "$path")" ] && kind=empty
  [ -e "$path" ] || kind=absent
  [ "$kind" = file ] && [ "$path" -ef "$shared/$path" ] && kind=moving
  [ -L "$path" ] || { [ "$kind" = directory ] && [ "$path" -ef "$shared/$path" ]; } && kind=link
  [ "$kind" = absent ] && [ -L "$path.cutover" ] && kind=moving
  echo "$kind $path"
done`;
