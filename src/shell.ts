/** A shell command as data: words that have not been quoted yet, and how they are joined. */
export type ShellCommand = readonly Word[];
export type Word = string | { readonly raw: string };

/** Run in order, stop at the first that fails. */
export function all(...commands: ShellCommand[]): ShellCommand {
  return commands.flatMap((command, index) =>
    index === 0 ? command : [{ raw: '&&' }, ...command],
  );
}

/** A fixed script with its values as `$1`, `$2`, …: no value is ever part of the script's text. */
export function script(text: string, ...values: readonly string[]): ShellCommand {
  return ['sh', '-c', text.trim(), 'sh', ...values];
}

/** The one place where a word becomes shell text. */
export function toShell(command: ShellCommand): string {
  return command.map((word) => (typeof word === 'string' ? quote(word) : word.raw)).join(' ');
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
