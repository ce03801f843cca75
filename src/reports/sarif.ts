import type { Finding } from '../release/finding.ts';
import type { Report } from './report.ts';

/** For code scanning, in SARIF 2.1.0: every finding a result; what it is about is a logical location, as settings have no lines. */
export function sarif({ title, findings }: Report): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].map((id) => ({ id }));
  const driver = { name: 'Cutover', informationUri: 'https://bitbucket.org/zentra/cutover', rules };
  const run = { tool: { driver }, results: findings.map(resultOf), properties: { title } };
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return JSON.stringify({ $schema, version: '2.1.0', runs: [run] }, undefined, 2);
}

function resultOf({ rule, severity, subject, message, hint }: Finding) {
  return {
    ruleId: rule,
    level: severity,
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: [{ logicalLocations: [{ fullyQualifiedName: subject }] }],
  };
}
