import { type ShellCommand, script } from '../shell.ts';
import { hooksDirectory, hookVariable, isSupervisor, signalGroup } from './hook-shell.ts';

// POSIX sh only; tried with dash 0.5.12, bash 5.2 and BusyBox ash 1.35. Last verified 2026-11-21.
//
// A hook without a result is ended by its supervisor. Where that is dead, its process group is: but only if one of
// the group carries the hook's mark, as the number may be somebody else's by now. That is asked of Linux's /proc;
// a host without it keeps such a group until it ends by itself.
const ending = `
run=$1
${isSupervisor.trim()}
${signalGroup.trim()}
pause() { sleep .1 2>/dev/null || sleep 1; }
lives() { read -r pid <"$here/supervisor" && is_supervisor "$pid"; } 2>/dev/null
has_mark() { tr '\\0' '\\n' <"/proc/$1/environ" | grep -qxF -e "${hookVariable}=\${here##*/}"; } 2>/dev/null
in_group() {
  read -r stat <"/proc/$1/stat" || return 1
  set -- \${stat##*) }
  [ "$3" = "$group" ]
} 2>/dev/null
is_orphan() {
  read -r group <"$here/group" && signal_group 0 || return 1
  for each in /proc/[0-9]*; do
    in_group "\${each#/proc/}" && has_mark "\${each#/proc/}" && return 0
  done
  return 1
} 2>/dev/null
end_all() {
  end=$1 living=
  for here in "$run"/${hooksDirectory}/*; do
    [ -d "$here" ] || continue
    why=
    read -r why _ 2>/dev/null <"$here/result"
    case $why in exited|late|stopped) continue ;; esac
    if lives; then
      # On TERM the supervisor ends its hook, and then itself.
      kill -s "$end" "$pid" 2>/dev/null
    elif is_orphan; then
      signal_group "$end"
    else
      continue
    fi
    living="$living \${here##*/}"
  done
}

end_all TERM
found=$living tries=0
while [ -n "$living" ] && [ "$tries" -lt 60 ]; do
  pause
  tries=$((tries + 1))
  if [ "$tries" -lt 45 ]; then end_all TERM; else end_all KILL; fi
done
[ -z "$found" ] || printf '%s\\n' $found
[ -z "$living" ]`;

/**
 * A shell command that ends every hook of a run that still lives, with TERM and soon after that with KILL, and prints
 * which those were. It fails when one lives on.
 */
export function endHooks(runDirectory: string): ShellCommand {
  return script(ending, runDirectory);
}
