import { type ShellCommand, script } from '../shell.ts';

/** What stands in front of a hook's result, before its nonce: no program prints it by chance. */
export const trailerStart = '\u001e';

/** Seconds between TERM and KILL. */
export const hookGrace = 5;

// POSIX sh only; tried with dash 0.5.12, bash 5.2 and BusyBox ash 1.35. Last verified 2026-11-21.
//
// The hook runs in a session of its own, so that a signal to its process group reaches all it started. Two
// watchers wake the supervisor: one when the time is up, one when standard input ends, which is when the runner
// goes away. They signal again and again, as one signal may come just before "wait" and wake nobody.
// Watchers start before the hook: until they have a child of their own, their "$!" must not name it. They also
// start before the supervisor traps TERM: a shell that was just forked still has its parent's traps, and loses
// the signal. For the same reason they end their "sleep" with KILL; the timer, whose "sleep" is long, comes
// second, as the first one's "$!" would be the timer before it has a child.
const supervisor = `
nonce=$1 limit=$2 directory=$3 line=$4
shift 4
finish() { printf '\\036%s %s %s\\n' "$nonce" "$1" "$2"; exit 0; }
nap() { sleep "$1" & wait "$!"; }
wake() { while kill -s "$1" "$$"; do nap 1; done; }
end_group() { kill -s "$1" -- "-$group" || kill -s "$1" "$group"; }

exec 3<&0 2>&1
cd -- "$directory" || finish exited 1
why=
trap 'why=\${why:-late}' USR1
trap 'why=\${why:-gone}' USR2
{ while read -r _; do :; done; trap 'kill -s KILL "$!"; exit' TERM; wake USR2; } <&3 >/dev/null 2>&1 3<&- &
gone=$!
{ trap 'kill -s KILL "$!"; exit' TERM; nap "$limit"; wake USR1; } </dev/null >/dev/null 2>&1 3<&- &
late=$!
trap 'why=\${why:-gone}' HUP INT TERM
if command -v setsid >/dev/null 2>&1; then
  setsid env "$@" sh -c "$line" </dev/null 3<&- &
else
  env "$@" sh -c "$line" </dev/null 3<&- &
fi
group=$!
exec 2>/dev/null

wait "$group"
code=$?
kill -s TERM "$late" "$gone"
test -n "$why" || finish exited "$code"
end_group TERM
left=${hookGrace}
while jobs >/dev/null; kill -s 0 -- "-$group" && test "$left" -gt 0; do
  sleep 1
  left=$((left - 1))
done
end_group KILL
finish "$why" "$code"`;

/** What the supervisor of a hook has to know. */
export interface HookScript {
  /** Random: marks the result in the output. */
  readonly nonce: string;
  readonly line: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
}

/** A shell command that runs a hook under a supervisor, and prints how it ended as the last thing. */
export function hookScript(hook: HookScript): ShellCommand {
  const environment = Object.entries(hook.environment).map(([name, value]) => `${name}=${value}`);
  const { nonce, timeout, directory, line } = hook;
  return script(supervisor, nonce, String(timeout), directory, line, ...environment);
}
