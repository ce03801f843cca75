import type { Finding } from '../release/finding.ts';
import type { Report } from './report.ts';

/** For code scanning, in SARIF 2.1.0: every finding a result, at its line where it has one. */
export function sarif({ title, findings }: Report): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const driver = {
    name: 'Cutover',
    informationUri: 'https://bitbucket.org/zentra/cutover',
    rules: rules.map((id) => ({ id })),
  };
  const results = findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule)));
  const run = { tool: { driver }, results, properties: { title } };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, undefined, 2);
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { rule, severity, message, hint, link } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: locationsOf(finding),
    ...(link !== undefined && { hostedViewerUri: link }),
  };
}

/** What a finding is about has a name, and settings have no lines: only the policy’s text has. */
function locationsOf({ subject, at }: Finding): object[] {
  const logical = subject === '' ? {} : { logicalLocations: [{ fullyQualifiedName: subject }] };
  const physical = at === undefined ? {} : { physicalLocation: physicalOf(at) };
  const location = { ...physical, ...logical };
  return Object.keys(location).length === 0 ? [] : [location];
}

/** A path inside the project is relative to its root; any other stands for itself. */
function physicalOf({ file, line }: NonNullable<Finding['at']>) {
  const uri = encodeURI(file);
  const isInside = !(file.startsWith('/') || file.startsWith('..'));
  return {
    artifactLocation: isInside ? { uri, uriBaseId: '%SRCROOT%' } : { uri },
    region: { startLine: line },
  };
}
