import { escaped } from './escaped.ts';
import { htmlFindings } from './html-findings.ts';
import { anchorOf, sectionsHtml } from './html-sections.ts';
import { style } from './html-style.ts';
import { htmlTable } from './html-table.ts';
import type { Check, Report, Section, Table } from './report.ts';

/** For people who would rather look than read, and for paper: one page, nothing to load. */
export function html(report: Report): string {
  const { title, verdict, facts, tables, checks, findings, sections, words } = report;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    // A second lock: were something not escaped, it would still load nothing and run nothing.
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title><style>${style}</style>`,
    `<h1 class="${verdict}">${escaped(title)}</h1>`,
    `<dl>${facts.map(definition).join('')}</dl>`,
    ...htmlFindings(findings, (name) => placeHtml(name, sections)),
    ...tables.map((table) => tableOf(table, sections)),
    ...checksHtml(checks),
    ...sectionsHtml(sections),
    ...(words.length > 0 ? [`<h2>Words</h2><dl>${words.map(definition).join('')}</dl>`] : []),
    '</html>',
  ].join('\n');
}

function definition([name, value]: readonly [string, string]): string {
  return `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`;
}

function placeHtml(name: string, sections: readonly Section[]): string {
  const anchor = anchorOf(name, sections);
  return anchor === undefined ? escaped(name) : `<a href="#${anchor}">${escaped(name)}</a>`;
}

function tableOf({ title, columns, rows }: Table, sections: readonly Section[]): string {
  const cells = rows.map(([first = '', ...more]) => [
    placeHtml(first, sections),
    ...more.map(escaped),
  ]);
  return `${title === '' ? '' : `<h2>${escaped(title)}</h2>`}${htmlTable(columns.map(escaped), cells)}`;
}

function checksHtml(checks: readonly Check[]): string[] {
  const rows = checks.map(({ name, passed, seconds, message }) => [
    passed ? '<span class="good">✔</span>' : '<span class="bad">✖</span>',
    escaped(name),
    `${seconds.toFixed(1)} s`,
    escaped(message),
  ]);
  return rows.length === 0 ? [] : [htmlTable(['', 'step', 'time', 'what was seen'], rows)];
}
