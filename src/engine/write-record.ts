import type { Emit } from '../event.ts';
import type { Connection } from '../io/io.ts';
import { held } from '../lock-held.ts';
import type { Layout } from '../release/layout.ts';
import { type ShellCommand, script, toShell, toSubshell } from '../shell.ts';
import { problemOf } from './problem-of.ts';

/**
 * The file is replaced whole, so that a full disk or a cut connection never leaves half a line. The journal goes when the
 * record is there: whoever comes between finds one or the other. A line that is the last one already is not written twice,
 * and one of which a lost connection left only the beginning is not written at all.
 */
const appendScript = `
umask 077
mkdir -p "$(dirname "$1")" || exit 1
whole() {
  [ -e "$1" ] || return 0
  cat "$1" || return 1
  [ -z "$(tail -c 1 "$1")" ] || echo
}
text=$(cat)
line=\${text%"
end"}
[ "$line" != "$text" ] || { echo "the line did not arrive whole" >&2; exit 1; }
if [ -n "$line" ] && [ "$(tail -n 1 "$1" 2>/dev/null)" != "$line" ]; then
  { whole "$1" && printf '%s\\n' "$line"; } > "$1.new" || { rm -f "$1.new"; exit 1; }
  sync "$1.new" 2>/dev/null
  mv "$1.new" "$1" || exit 1
fi
[ -z "$2" ] || rm -f "$2"`;

/** What is written. */
interface Writing {
  /** Empty where only the journal is to be closed. */
  readonly line: string;
  /**
   * Where this ends the run whose journal stands there: what passes only as long as the lock is ours. The journal may be
   * another run's otherwise.
   */
  readonly closes?: ShellCommand;
  readonly emit: Emit;
}

/** Adds a line to a host's records. A record that can't be written is told loudly, and is no reason to go back. */
export async function writeRecord(
  connection: Connection,
  { records, journal }: Layout,
  { line, closes, emit }: Writing,
): Promise<void> {
  const append = toSubshell(script(appendScript, records, closes === undefined ? '' : journal));
  const lock = closes === undefined ? '' : `${toSubshell(closes)} && `;
  const problem = await problemOf(connection, toShell(['sh', '-c', `${lock}${append}`]), {
    stdin: `${line}\nend`,
    repeatable: true,
  });
  if (problem === '') return;
  const why = problem === `exit ${held}` ? 'the lock is not ours any more' : problem;
  const message = `${connection.host}: cannot write the record: ${why}`;
  emit({ type: 'noted', severity: 'warning', message });
}
