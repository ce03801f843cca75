import type { Beginning } from '../release/chunk.ts';
import { type Intent, outcomeLine, phaseLine } from '../release/journal.ts';
import type { Layout } from '../release/layout.ts';
import type { Outcome } from '../release/record.ts';
import { type ShellCommand, script } from '../shell.ts';
import type { Holding } from './lock.ts';
import { guardScript } from './lock-scripts.ts';

/** The journals of a run, which are written only as long as its locks are ours. */
export interface Journals {
  /** Passes on a host only as long as the lock is ours. */
  guards(host: string): ShellCommand;
  /** Says on a host that a phase is about to begin there; the first time, also what the run means to do. */
  begins(host: string, beginning: Beginning): ShellCommand;
  /** Says on a host how the run ended there. */
  ends(host: string, outcome: Outcome): ShellCommand;
}

/** What journals are written for. */
export interface Journalling {
  readonly at: Layout;
  readonly holding: Holding;
  /** What the run means to do on each host; not given by who goes on with another run's journals. */
  readonly intents?: ReadonlyMap<string, Intent>;
}

const guarded = `(${guardScript.trim()}
) || exit $?
shift 4
`;

/** The file appears whole, and stays through a loss of power, before anything it tells of is done. */
const openScript = `${guarded}umask 077
mkdir -p "$(dirname "$1")" && printf '%s\\n' "$3" "$2" > "$1.new" || exit 1
sync "$1.new" 2>/dev/null
mv "$1.new" "$1"`;

/** A line that was cut off, by a crash or a full disk, does not take the next one with it. */
const freshLine = `[ -z "$(tail -c 1 "$1")" ] || echo >> "$1"`;

const appendScript = `${guarded}[ -e "$1" ] || exit 1
${freshLine}
printf '%s\\n' "$2" >> "$1" || exit 1
sync "$1" 2>/dev/null || :`;

/** A full disk keeps nobody from going back: what the journal said before is enough to find the way. */
const appendIfPossible = `${guarded}[ -e "$1" ] || exit 0
${freshLine}
printf '%s\\n' "$2" >> "$1"
sync "$1" 2>/dev/null || :`;

/** Journals that open with the first phase that begins on a host. */
export function journals({ at, holding, intents }: Journalling): Journals {
  const opened = new Set<string>();
  const write = (host: string, text: string, ...lines: readonly string[]) => {
    const number = String(holding.numbers.get(host));
    return script(text, at.lock, holding.token, at.fence, number, at.journal, ...lines);
  };
  return {
    guards: (host) => write(host, guarded),
    begins: (host, { phase, back }) => {
      const line = phaseLine(phase, back);
      const opening = opened.has(host) ? undefined : intents?.get(host);
      if (opening === undefined) return write(host, back ? appendIfPossible : appendScript, line);
      opened.add(host);
      return write(host, openScript, line, JSON.stringify(opening));
    },
    ends: (host, outcome) => write(host, appendIfPossible, outcomeLine(outcome)),
  };
}
