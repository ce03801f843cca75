import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { isFlag, kebab, snake } from './read-options.ts';
import { secretVariables, type VariableName, variables } from './variables.ts';

/** What `cutover --help` prints. */
export function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    'Usage: cutover <command> [options]',
    '',
    'Commands:',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    "Every option can also come from a pipe variable of the same name: --dry-run is DRY_RUN: 'true'; ACTION names the command.",
    'See "cutover <command> --help" for its options.',
    '',
    'From the environment only:',
    ...Object.entries(secretVariables).map(([name, text]) => `  ${name}  ${text}`),
    '',
    'Exit codes: 0 done · 1 failed, nothing half done · 2 differs · 3 unsure · 4 blocked · 5 rolled back · 6 split · 64 usage · 70 a bug',
  ].join('\n');
}

/** What `cutover <command> --help` prints. */
export function commandHelp(name: string, { options }: Command): string {
  const rows = options.map((option) => [usageOf(option), describe(option)] as const);
  const width = Math.max(...rows.map(([usage]) => usage.length));
  return [
    `Usage: cutover ${name} [options]`,
    '',
    `${commands[name]?.summary ?? ''}`,
    '',
    ...rows.map(([usage, text]) => `  ${usage.padEnd(width)}  ${text}`),
  ].join('\n');
}

function usageOf(option: VariableName): string {
  return `--${kebab(option)}${isFlag(option) ? '' : ` <${kebab(option)}>`}`;
}

function describe(option: VariableName): string {
  const fallback = variables[option].safeParse(undefined).data;
  const shown =
    typeof fallback === 'string' || typeof fallback === 'number' ? ` (default ${fallback})` : '';
  return `${variables[option].description ?? ''}${shown} [${snake(option)}]`;
}
