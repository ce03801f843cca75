/** A process that works in a release of a host: its directory or its program lies there. */
export interface ReleaseProcess {
  readonly pid: number;
  readonly build: string;
  /** Its first words: what comes after may be nobody’s business. */
  readonly command: string;
}

/** Which processes of a host work in a release that is not live. */
export interface Processes {
  /** `some`: there are processes of other users that could not be looked at; `none`: the host has no /proc. */
  readonly seen: 'all' | 'some' | 'none';
  readonly stale: readonly ReleaseProcess[];
}

/**
 * `stale <pid> <build> <command>` for each process in a release below `$1` that `$2` does not lead to; `hidden` when
 * some could not be looked at, `none` without /proc. The kernel gives the links below a process's directory to its own
 * user and to root only (proc(5), PTRACE_MODE_READ). A path of another mount namespace is no path here: `-ef` tells.
 */
export const processScript = `
releases=$(cd -P "$1" 2>/dev/null && pwd -P) || exit 0
live=$(cd -P "$2" 2>/dev/null && pwd -P) || live=nothing
[ -L /proc/$$/cwd ] || { echo none; exit 0; }
[ -d /proc/1 ] || echo hidden
LC_ALL=C ls -ld /proc/[0-9]*/cwd /proc/[0-9]*/exe 2>/dev/null | {
  last= hidden=
  while IFS= read -r line; do
    at=\${line%%" -> "*} path=\${line#*" -> "}
    at=/proc/\${at##*/proc/} name=\${path%" (deleted)"}
    pid=\${at#/proc/} pid=\${pid%/*}
    if [ "$at" = "/proc/\${path##*/proc/}" ]; then
      [ -z "$hidden" ] && [ "$at" = "/proc/$pid/cwd" ] || continue
      words=; IFS= read -r words 2>/dev/null < "/proc/$pid/cmdline"
      [ -z "$words" ] || { hidden=yes; echo hidden; }
      continue
    fi
    case $name in "$releases"/*) ;; *) continue ;; esac
    case $name/ in "$live"/*) continue ;; esac
    [ "$pid" != "$last" ] || continue
    if [ "$name" = "$path" ]; then [ "$at" -ef "$path" ]
    else [ "$(readlink "/proc/$pid/ns/mnt")" = "$(readlink /proc/$$/ns/mnt)" ]; fi || continue
    last=$pid build=\${name#"$releases"/}
    tr '\\000\\n' '\\n ' < "/proc/$pid/cmdline" 2>/dev/null | {
      first= second=
      IFS= read -r first; IFS= read -r second
      case $second in -*) second= ;; esac
      printf 'stale %s %s %.80s %.80s\\n' "$pid" "\${build%%/*}" "\${first##*/}" "$second"
    }
  done
}`;

/** Reads what `processScript` printed. */
export function readProcesses(answer: string): Processes {
  const lines = answer.split('\n').filter((line) => line !== '');
  const stale = lines.flatMap((line): ReleaseProcess[] => {
    const [is, pid = '', build = '', ...command] = line.split(' ');
    if (is !== 'stale') return [];
    return [{ pid: Number(pid), build, command: command.join(' ').trim() }];
  });
  if (lines.includes('none')) return { seen: 'none', stale };
  return { seen: lines.includes('hidden') ? 'some' : 'all', stale };
}

const mostNamed = 5;

/** What to say of processes that still work in releases that are not live, one sentence for each release. */
export function linesOfStale(host: string, stale: readonly ReleaseProcess[]): string[] {
  return [...new Set(stale.map(({ build }) => build))].map((build) => {
    const own = stale.filter((each) => each.build === build);
    const named = own.slice(0, mostNamed).map(({ pid, command }) => `${pid} (${command})`);
    const more = own.length > mostNamed ? ` and ${own.length - mostNamed} more` : '';
    const run = own.length === 1 ? 'a process still runs' : `${own.length} processes still run`;
    return `${host}: ${run} in ${build}, which is not live: ${named.join(', ')}${more}`;
  });
}
