import { lineOfFinding } from '../release/finding.ts';
import type { Report, Table } from './report.ts';

/** For pull requests and chat. */
export function markdown({ title, facts, tables, findings, checks }: Report): string {
  const failed = checks.filter(({ passed }) => !passed);
  return [
    `## ${cell(title)}`,
    ...(facts.length > 0
      ? [facts.map(([name, value]) => `- **${cell(name)}**: ${cell(value)}`).join('\n')]
      : []),
    ...tables.map(tableOf),
    ...(failed.length > 0
      ? [failed.map(({ name, message }) => `- ✖ ${cell(name)}: ${cell(message)}`).join('\n')]
      : []),
    ...(findings.length > 0
      ? [findings.map((each) => `- ${each.severity}: ${cell(lineOfFinding(each))}`).join('\n')]
      : []),
  ].join('\n\n');
}

function tableOf({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
  return title === '' ? table : `### ${cell(title)}\n\n${table}`;
}

function cell(value: string): string {
  return value.replaceAll(/[\\|<>`*_~[\]&]/g, '\\$&').replaceAll(/\r?\n/g, ' ');
}
