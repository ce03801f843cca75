import { hookVariable, signalGroup } from '../release/hook-shell.ts';

/** Seconds between TERM and KILL. */
export const hookGrace = 3;

/** How many bytes of a hook's output are kept from its beginning on. */
const outputLimit = 16 * 1024 * 1024;

/** How many bytes are kept of the end of an output that is longer. */
const endLength = 4_000;

// POSIX sh only; tried with dash 0.5.12, bash 5.2 and BusyBox ash 1.35. Last verified 2026-11-21.
//
// Nothing of it is connected to the runner: its input and output are /dev/null, and it leads a session of its own
// where there is "setsid". The hook leads another one, so that a signal to its process group reaches all it started.
//
// What the hook prints goes through a named pipe to a "cat" that may not write more than the limit: "ulimit -f" is
// the only limit that POSIX sh has, and it counts in blocks of 512 bytes (bash outside its POSIX mode: 1024). A
// second reader takes the rest, so that the hook never meets a full pipe or a full file, and keeps its end.
//
// The result takes the place of a text of the same length: on a disk that the hook has filled there is still room.
//
// An alarm signals again and again, as one signal may come just before "wait" and wake nobody. The alarm for the
// time limit starts before the hook: until it has a child of its own, its "$!" must not name it. It also starts
// before the supervisor traps TERM: a shell that was just forked still has its parent's traps, and loses the signal.
// For the same reason it ends its "sleep" with KILL. Who wants to stop the hook finds the supervisor's number only
// when the traps are set.
export const supervisor = `
here=$1 limit=$2 directory=$3 line=$4
shift 4
nap() { sleep "$1" & wait "$!"; }
alarm() {
  trap 'kill -s KILL "$!"; exit' TERM
  nap "$1"
  while kill -s "$2" "$$"; do nap 1; done
}
${signalGroup.trim()}
end_group() { signal_group "$1" || kill -s "$1" "$group"; }
finish() { rm -f "$here/pipe"; printf '%s %s\\n' "$1" "$2" 1<>"$here/result"; exit; }
collect() {
  (trap '' XFSZ; ulimit -f ${outputLimit / 512}; exec cat)
  exec tail -c ${endLength} >&4
}

cd -- "$directory" 2>"$here/output" || finish exited 1
why=
alarm "$limit" USR1 &
late=$!
trap 'why=\${why:-late}' USR1
trap 'why=\${why:-stopped}' HUP INT TERM
trap : USR2
echo "$$" >"$here/supervisor" || finish exited 1
collect <"$here/pipe" >"$here/output" 4>"$here/end" &
collector=$!
own_session=
command -v setsid >/dev/null 2>&1 && own_session=setsid
$own_session env "$@" "${hookVariable}=\${here##*/}" sh -c "$line" </dev/null >"$here/pipe" 2>&1 &
group=$!
echo "$group" >"$here/group"

wait "$group"
code=$?
trap '' HUP INT TERM
kill -s TERM "$late"
if [ -n "$why" ]; then
  end_group TERM
  tick=.1 left=${hookGrace * 10}
  while jobs >/dev/null; signal_group 0 && [ "$left" -gt 0 ]; do
    sleep "$tick" || { tick=1 left=${hookGrace}; }
    left=$((left - 1))
  done
  end_group KILL
fi
# A daemon that the hook left behind keeps the pipe open: the output is complete when it has been silent for a second.
alarm 1 USR2 &
silence=$!
wait "$collector"
kill -s TERM "$silence"
if [ -s "$here/end" ]; then
  { printf '\\n[what came between is left out]\\n'; cat "$here/end"; } >>"$here/output"
fi
finish "\${why:-exited}" "$code"`;
