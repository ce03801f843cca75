import type { Finding } from '../release/finding.ts';
import { escaped } from './escaped.ts';
import { htmlLink } from './html-link.ts';
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
    ...findingsHtml(findings, sections),
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

const marks = {
  error: ['bad', '✖ error'],
  warning: ['unsure', '! warning'],
  note: ['aside', '· note'],
} as const;
const severities = ['error', 'warning', 'note'] as const;

function findingsHtml(findings: readonly Finding[], sections: readonly Section[]): string[] {
  if (findings.length === 0) return [];
  const sorted = severities.flatMap((each) => findings.filter(({ severity }) => severity === each));
  const rows = sorted.map((finding) => [
    `<span class="${marks[finding.severity][0]}">${marks[finding.severity][1]}</span>`,
    placeHtml(finding.subject, sections),
    `${escaped(finding.message)}${originHtml(finding)}`,
    htmlLink(finding.hint ?? finding.link ?? '', finding.link),
  ]);
  return [
    '<h2>Findings</h2>',
    htmlTable(['', 'where', 'what', 'to do'], rows, { className: 'stacked' }),
  ];
}

/** The rule, and the line of the file that the finding is about. */
function originHtml({ rule, at }: Finding): string {
  const line = at === undefined ? '' : `, ${at.file}:${at.line}`;
  return `<span class="aside">${escaped(`${rule}${line}`)}</span>`;
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
