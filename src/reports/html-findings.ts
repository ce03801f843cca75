import { type Finding, worstFirst } from '../release/finding.ts';
import { escaped } from './escaped.ts';
import { htmlLink } from './html-link.ts';
import { htmlTable } from './html-table.ts';

/** The link, or the plain name, of what a finding is about. */
export type HtmlPlace = (name: string) => string;

/** What was found, worst first; what is the same in several places is told once, with all of them. */
export function htmlFindings(findings: readonly Finding[], placed: HtmlPlace): string[] {
  if (findings.length === 0) return [];
  const rows = alike(worstFirst(findings)).map((group) => rowOf(group, placed));
  return [
    '<h2>Findings</h2>',
    htmlTable(['', 'where', 'what', 'to do'], rows, { className: 'findings stacked' }),
  ];
}

const marks = {
  error: '<span class="bad">✖ error</span>',
  warning: '<span class="unsure">! warning</span>',
  note: '<span class="aside">· note</span>',
} as const;

type Alike = readonly [Finding, ...Finding[]];

function alike(findings: readonly Finding[]): readonly Alike[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { severity, rule, message, hint } = finding;
    const key = JSON.stringify([severity, rule, message, hint]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function rowOf(group: Alike, placed: HtmlPlace): string[] {
  const [{ severity, message, hint, link }] = group;
  const address = group.length === 1 ? link : undefined;
  const places = group.map(({ subject }) => placed(subject));
  const isFew = places.length <= fewPlaces;
  return [
    marks[severity],
    isFew ? places.join('<br>') : `${places.length} places`,
    `${escaped(message)}${originHtml(group)}${isFew ? '' : folded(places)}`,
    htmlLink(hint ?? address ?? '', address),
  ];
}

const fewPlaces = 3;

function folded(places: readonly string[]): string {
  return `<details><summary>where</summary>${places.join(', ')}</details>`;
}

/** The rule, and the lines of the files that it is about. */
function originHtml(group: Alike): string {
  const lines = group.flatMap(({ at }) => (at === undefined ? [] : [`${at.file}:${at.line}`]));
  return `<span class="aside">${escaped([group[0].rule, ...new Set(lines)].join(', '))}</span>`;
}
