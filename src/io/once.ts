import { type ShellCommand, script, toShell } from '../shell.ts';
import type { RunOptions } from './io.ts';

/**
 * Whoever makes the directory does it; who comes later, as after a lost connection, waits for the first and says what
 * came of it. What is said goes to standard error, and is kept: nobody may be there any more to hear it.
 */
const onceScript = `
here=$1
text=$(cat)
line=\${text%"
end"}
[ "$line" != "$text" ] || { echo "the command did not arrive whole" >&2; exit 1; }
(umask 077 && mkdir -p "\${here%/*}") || exit 1
if (umask 077 && mkdir "$here") 2>/dev/null; then
  echo $$ 2>/dev/null > "$here/pid"
  said=$( (eval "$line") 2>&1 </dev/null)
  code=$?
  { printf '%s\\n%s\\n' "$code" "$said" > "$here/said.new" && mv "$here/said.new" "$here/said"; } 2>/dev/null
elif [ -d "$here" ]; then
  dead=0
  until [ -e "$here/said" ] || [ "$dead" -gt 20 ]; do
    kill -0 "$(cat "$here/pid")" || dead=$((dead + 1))
    sleep .1 || sleep 1
  done 2>/dev/null
  [ -e "$here/said" ] || { echo "nobody knows how it ended: what ran it is gone" >&2; exit 1; }
  { read -r code && said=$(cat); } < "$here/said"
else
  echo "cannot make $here" >&2
  exit 1
fi
[ -z "$said" ] || printf '%s\\n' "$said" >&2
exit "$code"`;

/** How a command is done once. */
export interface Once {
  /** A path on the host that nobody has used before. */
  readonly directory: string;
  /** What must pass before even that is made. */
  readonly guard: ShellCommand | undefined;
}

/**
 * A command that is done once however often it is said: it may be sent again when the connection breaks. All that it says
 * comes on standard error.
 */
export function once(
  line: string,
  { directory, guard }: Once,
): { readonly line: string; readonly options: Pick<RunOptions, 'repeatable' | 'stdin'> } {
  const doing = toShell(script(onceScript, directory));
  return {
    line: guard === undefined ? doing : `${toShell(guard)} && ${doing}`,
    options: { repeatable: true, stdin: `${line}\nend` },
  };
}
