import { stripVTControlCharacters } from 'node:util';
import CliTable from 'cli-table3';
import { lineOfFinding } from '../release/finding.ts';
import type { Report, Table } from './report.ts';

/** For a terminal or a pipeline’s log. */
export function text({ title, facts, tables, findings }: Report): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return [
    title,
    ...facts.map(([name, value]) => `  ${name.padEnd(width)}  ${plain(value)}`),
    ...tables.map(tableOf),
    ...findings.map((finding) => `  ${finding.severity}: ${plain(lineOfFinding(finding))}`),
  ].join('\n');
}

function tableOf({ title, columns, rows }: Table): string {
  const table = new CliTable({
    head: [...columns],
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map(plain)));
  return `${title === '' ? '' : `${title}\n`}${table.toString()}`;
}

/** What comes from a host must not steer a terminal. */
function plain(value: string): string {
  return stripVTControlCharacters(value);
}
