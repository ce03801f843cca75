import * as z from 'zod';
import { config } from '../src/config.ts';
import { snake } from './read-options.ts';
import { secretVariables, type VariableName, variables } from './variables.ts';

/** The JSON Schema of `cutover.yml`, for editors. */
export function configSchema(): string {
  const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ title: 'cutover.yml', ...schema }, undefined, 2)}\n`;
}

/** The README’s table of pipe variables. */
export function variablesTable(): string {
  const own = Object.keys(variables).map((name) => {
    const { description = '' } = variables[name as VariableName];
    return `| \`${snake(name)}\` | ${cell(description)}${defaultOf(name as VariableName)} |`;
  });
  const secret = Object.entries(secretVariables).map(
    ([name, text]) => `| \`${name}\` (**) | ${cell(text)} |`,
  );
  const action = '| `ACTION` (*) | The command: `release`, `rollback`, `status`, … |';
  return ['| Variable | Usage |', '|---|---|', action, ...own, ...secret].join('\n');
}

function defaultOf(name: VariableName): string {
  const fallback = variables[name].safeParse(undefined).data;
  if (typeof fallback === 'boolean') return ` Default: \`'${fallback}'\`.`;
  const written = typeof fallback === 'string' || typeof fallback === 'number';
  return written ? ` Default: \`${fallback}\`.` : '';
}

function cell(text: string): string {
  return `${text.replaceAll('|', '\\|')}.`;
}
