import CliTable from 'cli-table3';
import { plainText } from '../plain-text.ts';
import { lineOfFinding } from '../release/finding.ts';
import type { Report, Table } from './report.ts';

/** For a terminal or a pipeline’s log. */
export function text({ title, facts, tables, findings }: Report): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return [
    plainText(title),
    ...facts.map(([name, value]) => `  ${plainText(name).padEnd(width)}  ${plainText(value)}`),
    ...tables.map(tableOf),
    ...findings.map((finding) => `  ${finding.severity}: ${plainText(lineOfFinding(finding))}`),
  ].join('\n');
}

function tableOf({ title, columns, rows }: Table): string {
  const table = new CliTable({
    head: columns.map(plainText),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map(plainText)));
  return `${title === '' ? '' : `${plainText(title)}\n`}${table.toString()}`;
}
