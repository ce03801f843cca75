import { getJunitXml } from 'junit-xml';
import { plainText } from '../plain-text.ts';
import { lineOfFinding } from '../release/finding.ts';
import type { Report } from './report.ts';

/** For Bitbucket’s test reports: every check a test case, every finding that is an error a failure. */
export function junit({ title, checks, findings }: Report): string {
  const testCases = [
    ...checks.map(({ name, passed, seconds: time, message }) => ({
      name: writable(name),
      time,
      classname: 'cutover',
      ...(passed ? {} : { failures: [{ message: writable(message) }] }),
    })),
    ...findings.map((finding) => ({
      name: writable(`${finding.rule}: ${finding.subject}`),
      classname: 'cutover',
      ...(finding.severity === 'error'
        ? { failures: [{ message: writable(lineOfFinding(finding)) }] }
        : {}),
    })),
  ];
  return getJunitXml({ name: 'cutover', suites: [{ name: writable(title), testCases }] });
}

/** XML 1.0 has no way to write control characters, halves of characters and non-characters. */
function writable(value: string): string {
  return plainText(value).replaceAll(/[\p{Cs}\ufffe\uffff]/gu, '');
}
