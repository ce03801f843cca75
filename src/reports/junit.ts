import builder from 'junit-report-builder';
import { lineOfFinding } from '../release/finding.ts';
import type { Report } from './report.ts';

/** For Bitbucket’s test reports: every check a test case, every finding that is an error a failure. */
export function junit({ title, checks, findings }: Report): string {
  const report = builder.default.newBuilder();
  const suite = report.testSuite().name(title);
  for (const { name, passed, seconds, message } of checks) {
    const test = suite.testCase().className('cutover').name(name).time(seconds);
    if (!passed) test.failure(message);
  }
  for (const finding of findings) {
    const test = suite.testCase().className('cutover').name(`${finding.rule}: ${finding.subject}`);
    if (finding.severity === 'error') test.failure(lineOfFinding(finding));
  }
  return report.build();
}
