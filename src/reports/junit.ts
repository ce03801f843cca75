import { plainText } from '../plain-text.ts';
import { type Finding, lineOfFinding } from '../release/finding.ts';
import { escaped } from './escaped.ts';
import type { Check, Item, Report } from './report.ts';

/**
 * For Bitbucket’s test reports: every check, finding and item a test case; what could not be looked at is skipped. We write
 * it ourselves: junit-xml 1.2.0 writes `<error>` where it counts failures.
 */
export function junit({ title, checks, findings, sections }: Report): string {
  const told = new Set(sections.flatMap(({ items }) => items.map(({ finding }) => finding)));
  const cases = [
    ...checks.map(caseOfCheck),
    ...findings.filter((finding) => !told.has(finding)).map(caseOfFinding),
  ];
  const suites = [
    { name: title, cases },
    ...sections.map((section) => ({ name: section.title, cases: section.items.map(caseOfItem) })),
  ];
  const all = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cutover" ${counts(all)}>`,
    ...suites.flatMap(suiteXml),
    '</testsuites>',
  ].join('\n');
}

interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly seconds: number;
  readonly message: string;
}

function caseOfCheck({ name, passed, seconds, message }: Check): Case {
  return { name, outcome: passed ? 'passed' : 'failure', seconds, message };
}

function caseOfFinding(finding: Finding): Case {
  const name = `${finding.rule}: ${finding.subject}`;
  const outcome = finding.severity === 'error' ? 'failure' : 'passed';
  return { name, outcome, seconds: 0, message: lineOfFinding(finding) };
}

const outcomes = { good: 'passed', bad: 'failure', unknown: 'skipped' } as const;

function caseOfItem({ name, verdict, state, message, finding }: Item): Case {
  const more = finding === undefined ? message : lineOfFinding(finding);
  const told = verdict === 'good' ? more : `${state}${more === '' ? '' : `: ${more}`}`;
  return { name, outcome: outcomes[verdict], seconds: 0, message: told };
}

function suiteXml({ name, cases }: { readonly name: string; readonly cases: readonly Case[] }) {
  return [
    `<testsuite name="${writable(name)}" ${counts(cases)}>`,
    ...cases.map((each) => caseXml(each)),
    '</testsuite>',
  ];
}

function counts(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']) =>
    cases.filter((each) => each.outcome === outcome).length;
  const seconds = cases.reduce((sum, each) => sum + each.seconds, 0);
  return `tests="${cases.length}" failures="${count('failure')}" errors="0" skipped="${count('skipped')}" time="${seconds.toFixed(3)}"`;
}

function caseXml({ name, outcome, seconds, message }: Case): string {
  const head = `<testcase name="${writable(name)}" classname="cutover" time="${seconds.toFixed(3)}"`;
  const text = writable(message);
  if (outcome === 'failure')
    return `${head}><failure message="${text}">${text}</failure></testcase>`;
  if (outcome === 'skipped') return `${head}><skipped message="${text}"/></testcase>`;
  return text === '' ? `${head}/>` : `${head}><system-out>${text}</system-out></testcase>`;
}

/** XML 1.0 has no way to write control characters, halves of characters and non-characters. */
function writable(value: string): string {
  return escaped(plainText(value).replaceAll(/[\p{Cs}\ufffe\uffff]/gu, ''));
}
