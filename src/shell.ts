/** A shell command as data: words that have not been quoted yet. */
export type ShellCommand = readonly string[];

/** A fixed script with its values as `$1`, `$2`, …: no value is ever part of the script's text. */
export function script(text: string, ...values: readonly string[]): ShellCommand {
  return ['sh', '-c', text.trim(), 'sh', ...values];
}

/** The one place where a word becomes shell text. */
export function toShell(command: ShellCommand): string {
  return command.map(quote).join(' ');
}

/**
 * The same for a line that a POSIX shell reads: a script runs in a subshell there, which costs the host a quarter of
 * what a shell of its own does. A user’s login shell may be another kind: what is sent to it is `toShell`’s.
 */
export function toSubshell(command: ShellCommand): string {
  const [shell, option, text, name, ...values] = command;
  if (shell !== 'sh' || option !== '-c' || text === undefined || name !== 'sh') {
    return toShell(command);
  }
  return `(set -- ${values.map(quote).join(' ')}\n${text}\n)`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
