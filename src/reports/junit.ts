import { getJunitXml } from 'junit-xml';
import { lineOfFinding } from '../release/finding.ts';
import type { Report } from './report.ts';

/** For Bitbucket’s test reports: every check a test case, every finding that is an error a failure. */
export function junit({ title, checks, findings }: Report): string {
  const testCases = [
    ...checks.map(({ name, passed, seconds: time, message }) => ({
      name,
      time,
      classname: 'cutover',
      ...(passed ? {} : { failures: [{ message }] }),
    })),
    ...findings.map((finding) => ({
      name: `${finding.rule}: ${finding.subject}`,
      classname: 'cutover',
      ...(finding.severity === 'error' ? { failures: [{ message: lineOfFinding(finding) }] } : {}),
    })),
  ];
  return getJunitXml({ name: 'cutover', suites: [{ name: title, testCases }] });
}
