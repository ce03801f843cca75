/** The variable by which every process of a hook can be known; its value is the hook's id. */
export const hookVariable = 'CUTOVER_HOOK';

/** The directory, below that of a run, in which each hook has one of its own. */
export const hooksDirectory = 'hooks';

/**
 * A shell function: is the process `$1` the supervisor that works in `$here`, and not a later process with its number?
 * Its command line has that directory as a word. A host without /proc is asked with POSIX ps.
 */
export const isSupervisor = `
is_supervisor() {
  if [ -d /proc/self ]; then
    [ -r "/proc/$1/cmdline" ] && tr '\\0' '\\n' <"/proc/$1/cmdline" 2>/dev/null | grep -qxF -e "$here"
  else
    ps -o args= -p "$1" 2>/dev/null | grep -qF -e "$here"
  fi
}`;

/** A shell function: sends the signal `$1` to the process group `$group`. BusyBox 1.35 knows no "--" after "-s". */
export const signalGroup = `
signal_group() { kill -s "$1" -- "-$group" 2>/dev/null || kill -s "$1" "-$group" 2>/dev/null; }`;
