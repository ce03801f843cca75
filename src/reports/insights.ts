import { type Finding, remedyOf, worstFirst } from '../release/finding.ts';
import type { Report } from './report.ts';

/** A report on a commit, with what stands at its lines, as Bitbucket’s API takes them. */
export interface Insights {
  readonly report: object;
  readonly annotations: readonly object[];
}

// Limits of Code Insights. Last verified 2026-11-20, OpenAPI x-revision 2ecc89e5fe81 and Bitbucket’s documentation.
const mostAnnotations = 1000;
const mostDetails = 2000;
const mostSummary = 450;
const mostFacts = 10;

/** For Bitbucket’s commits and pull requests; `link` is the build’s page. */
export function insights(report: Report, link: string): Insights {
  const { title, verdict, findings } = report;
  const lines = worstFirst(findings).map(({ subject, message }) => `${subject}: ${message}`);
  return {
    report: {
      title: 'Cutover',
      details: cut([title, ...lines].join('\n'), mostDetails),
      report_type: 'TEST',
      reporter: 'Cutover',
      result: verdict === 'bad' ? 'FAILED' : 'PASSED',
      data: factsOf(report).slice(0, mostFacts),
      ...(link === '' ? {} : { link }),
    },
    annotations: worstFirst(findings).slice(0, mostAnnotations).map(annotationOf),
  };
}

function factsOf({ checks, facts }: Report): object[] {
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0);
  const steps = [
    { title: 'Steps', type: 'NUMBER', value: checks.length },
    { title: 'Time in steps', type: 'DURATION', value: Math.round(seconds * 1000) },
  ];
  return [
    ...(checks.length > 0 ? steps : []),
    ...facts.map(([name, value]) => ({ title: name, type: 'TEXT', value })),
  ];
}

const severities = { error: 'HIGH', warning: 'MEDIUM', note: 'LOW' } as const;

/** One without a path is shown with the report itself, on every pull request of the commit. */
function annotationOf(finding: Finding, index: number): object {
  const { severity, subject, message, link, at } = finding;
  const remedy = remedyOf(finding);
  const about = subject === '' ? '' : `${subject}: `;
  return {
    external_id: `cutover-${String(index + 1).padStart(4, '0')}`,
    annotation_type: severity === 'error' ? 'BUG' : 'CODE_SMELL',
    severity: severities[severity],
    summary: cut(`${about}${message}`, mostSummary),
    ...(remedy !== '' && { details: cut(remedy, mostDetails) }),
    ...(link !== undefined && { link }),
    ...(at !== undefined && isInside(at.file) && { path: at.file, line: at.line }),
  };
}

/** A path that the repository has. */
function isInside(file: string): boolean {
  return !(file.startsWith('/') || file.startsWith('..'));
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
