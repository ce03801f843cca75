import { lineOfFinding } from '../release/finding.ts';
import type { Report, Table } from './report.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; border-left: .4rem solid gray; padding-left: .8rem }
h1.good { border-color: #2da44e } h1.bad { border-color: #cf222e }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem } dd { margin: 0 }
dt { opacity: .7 } table { border-collapse: collapse; margin: 1rem 0; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884; vertical-align: top }
td, dd, li { overflow-wrap: anywhere } .bad { color: #cf222e } .good { color: #2da44e }
@media print { body { margin: 0 } }`;

/** For people who would rather look than read: one page, nothing to load. */
export function html({ title, verdict, facts, tables, checks, findings }: Report): string {
  const rows = checks.map(
    ({ name, passed, seconds, message }) =>
      `<tr><td class="${passed ? 'good' : 'bad'}">${passed ? '✔' : '✖'}</td><td>${safe(name)}</td><td>${seconds.toFixed(1)} s</td><td>${safe(message)}</td></tr>`,
  );
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${safe(title)}</title><style>${style}</style>`,
    `<h1 class="${verdict}">${safe(title)}</h1>`,
    `<dl>${facts.map(([name, value]) => `<dt>${safe(name)}</dt><dd>${safe(value)}</dd>`).join('')}</dl>`,
    ...tables.map(tableOf),
    ...(rows.length > 0 ? [`<table><tbody>${rows.join('')}</tbody></table>`] : []),
    ...(findings.length > 0
      ? [
          `<ul>${findings.map((each) => `<li class="${each.severity === 'error' ? 'bad' : ''}">${safe(lineOfFinding(each))}</li>`).join('')}</ul>`,
        ]
      : []),
    '</html>',
  ].join('\n');
}

function tableOf({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${safe(cell)}</${tag}>`).join('')}</tr>`;
  return [
    title === '' ? '' : `<h2>${safe(title)}</h2>`,
    `<table><thead>${line(columns, 'th')}</thead>`,
    `<tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`,
  ].join('');
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function safe(value: string): string {
  return value.replaceAll(/[&<>"]/g, (letter) => escapes[letter] ?? letter);
}
