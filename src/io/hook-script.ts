import { hooksDirectory, isSupervisor } from '../release/hook-shell.ts';
import { type ShellCommand, script } from '../shell.ts';
import { supervisor } from './hook-supervisor.ts';

/** What stands in front of all that is told of a hook, before its nonce: no program prints it by chance. */
export const markStart = '\u001e';

/** What is written to a hook's input to end it. Without it the hook goes on, whatever becomes of the connection. */
export const stopWord = 'stop';

/** Seconds until a hook that has no supervisor, or a dead one, counts as lost: about that. */
const lostAfter = 5;

// POSIX sh only; tried with dash 0.5.12, bash 5.2 and BusyBox ash 1.35. Last verified 2026-11-21.
//
// A hook is started by whoever makes its directory, which mkdir lets only one do: all others join. Its output is
// shown from a file, so a connection that breaks, or a reader that stalls, never touches the hook.
// "sleep" with a fraction is not POSIX, but GNU, BusyBox, uutils and the BSDs have it; others look once a second.
// A stop may come before there is a supervisor, and is repeated until it has gone: one signal may wake nobody.
const joining = `
run=$1 id=$2 nonce=$3 joins=$4 seen=$5 supervisor=$6
shift 6
here=$run/${hooksDirectory}/$id tick=.02 unseen=0 pid=
${isSupervisor.trim()}
nap() {
  sleep "$tick" 2>/dev/null || { tick=1; sleep 1; }
  case $tick in .02) tick=.05 ;; .05) tick=.1 ;; .1) tick=.25 ;; esac
}
say() {
  kill -s KILL "$lifeline" 2>/dev/null
  printf '${markStart}%s %s %s\\n' "$nonce" "$1" "$2" >&2
  exit 0
}
start() {
  (umask 077 && cd "$here" && printf 'running%25s\\n' '' >result && : >output && mkfifo pipe) || exit 1
  own_session=
  command -v setsid >/dev/null 2>&1 && own_session=setsid
  $own_session sh -c "$supervisor" supervisor "$here" "$@" >/dev/null 2>&1 3<&- &
}
lives() {
  if [ -z "$pid" ]; then
    [ -s "$here/supervisor" ] && read -r pid <"$here/supervisor" && is_supervisor "$pid" || { pid=; return 1; }
  fi
  kill -s 0 "$pid" 2>/dev/null
}
stop() {
  until lives || [ "$unseen" -gt 50 ]; do sleep .1 || sleep 1; unseen=$((unseen + 1)); done
  while kill -s TERM "$pid"; do sleep .1 || sleep 1; done
}

exec 3<&0 </dev/null
lifeline=
case $joins in
  first) (umask 077 && mkdir -p "\${here%/*}") || exit 1 ;;
  again) [ ! -d "$run" ] || (umask 077 && mkdir -p "\${here%/*}") || exit 1 ;;
esac
if [ "$joins" != joined ] && (umask 077 && mkdir "$here" 2>/dev/null); then start "$@"; fi
[ -d "$here" ] || say lost 0
printf '${markStart}%s\\n' "$nonce"
{
  while read -r word; do [ "$word" != ${stopWord} ] || stop; done
  kill -s KILL "$$"
} <&3 >/dev/null 2>&1 &
lifeline=$!
exec 3<&-
while [ -e "$here/result" ]; do
  read -r why code <"$here/result"
  size=$(($(wc -c <"$here/output")))
  if [ "$size" -gt "$seen" ]; then
    tail -c "+$((seen + 1))" "$here/output" | head -c "$((size - seen))"
    seen=$size
    [ "$tick" != .25 ] || tick=.1
  fi
  [ "$why" = running ] || say "$why" "$code"
  if lives; then unseen=0; else unseen=$((unseen + 1)); fi
  [ "$unseen" -le ${lostAfter * 4} ] || say lost 0
  nap
done
say lost 0`;

/** What has to be known on a host to run a hook there, or to join it. */
export interface HookScript {
  /** The run's directory: the hook's own is below it. */
  readonly run: string;
  /** Random: names the hook, and marks what is told of it. */
  readonly nonce: string;
  readonly line: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
}

/** How far the runner has come with a hook. */
export interface Joining {
  /** `first`: nobody can have started it; `again`: somebody may have; `joined`: it was started. */
  readonly as: 'first' | 'again' | 'joined';
  /** How many bytes of its output have arrived. */
  readonly seen: number;
}

/** A shell command that starts a hook if nobody has, shows its output from a byte on, and tells how it ended. */
export function hookScript(hook: HookScript, { as, seen }: Joining): ShellCommand {
  const environment = Object.entries(hook.environment).map(([name, value]) => `${name}=${value}`);
  const { run, nonce, timeout, directory, line } = hook;
  const joins = [run, nonce.slice(0, 12), nonce, as, String(seen), supervisor.trim()];
  return script(joining, ...joins, String(timeout), directory, line, ...environment);
}
