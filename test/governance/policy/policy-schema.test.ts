import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { branchRules } from '../../../governance/policy/branch-rules.ts';
import { branchTable } from '../../../governance/policy/branch-table.ts';
import { policySchema } from '../../../governance/policy/policy-schema.ts';

test('policySchema() knows every section and every name of a rule', () => {
  const { title, properties } = JSON.parse(policySchema());
  const { branches, ...others } = properties.defaults.properties;
  expect(title).toBe('policy.yml');
  expect(Object.keys(others)).toContain('mergeStrategies');
  expect(Object.keys(branches.anyOf[0].additionalProperties.anyOf[0].properties)).toEqual(
    branchRules.filter(({ form }) => form !== 'raw').map(({ name }) => name),
  );
});

test('branchTable() has a row for every kind, and says which have no friendly name', () => {
  const rows = branchTable().split('\n').slice(2);
  expect(rows).toHaveLength(18);
  expect(rows[4]).toBe(
    '| `approvals` | a number; `0` or `false`: no such rule | higher | approvals a merge needs | `require_approvals_to_merge` |',
  );
  expect(rows.filter((row) => row.startsWith('| – |'))).toEqual([
    '| – | only under `restrictions` | – | approvals by a review group a merge needs | `require_review_group_approvals_to_merge` |',
  ]);
});

test('docs/policy.md has the table as it is', () => {
  const text = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');
  expect(text).toContain(`<!-- branches -->\n${branchTable()}\n<!-- /branches -->`);
});
