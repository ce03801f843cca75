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

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
