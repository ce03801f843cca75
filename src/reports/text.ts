import CliTable from 'cli-table3';
import { plainText } from '../plain-text.ts';
import { type Finding, lineOfFinding, remedyOf } from '../release/finding.ts';
import type { Report, Table } from './report.ts';

/** For a terminal or a pipeline’s log. */
export function text({ title, facts, tables, findings }: Report): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return [
    plainText(title),
    ...facts.map(([name, value]) => `  ${plainText(name).padEnd(width)}  ${plainText(value)}`),
    ...tables.map(tableOf),
    ...findings.flatMap(linesOf),
  ].join('\n');
}

/** What to do has a line of its own: it may hold an address. */
function linesOf(finding: Finding): string[] {
  const { severity, hint: _, link: __, ...found } = finding;
  const remedy = remedyOf(finding);
  return [
    `  ${severity}: ${plainText(lineOfFinding({ severity, ...found }))}`,
    ...(remedy === '' ? [] : [`    → ${plainText(remedy)}`]),
  ];
}

function tableOf({ title, columns, rows }: Table): string {
  const head = title === '' ? '' : `${plainText(title)}\n`;
  // One column is a list: a frame around it would only be in the way.
  if (columns.length === 1)
    return `${head}${rows.map(([cell = '']) => `  ${plainText(cell)}`).join('\n')}`;
  const table = new CliTable({
    head: columns.map(plainText),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map(plainText)));
  return `${head}${table.toString()}`;
}
