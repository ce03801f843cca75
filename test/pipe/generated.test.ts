import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../../governance/policy/parse-policy.ts';
import { policySchema } from '../../governance/policy/policy-schema.ts';
import { configSchema, variablesTable } from '../../pipe/generated.ts';
import { secretVariables } from '../../pipe/variables.ts';
import { hookEnvironment } from '../../src/hooks/steps.ts';
import { parseConfig } from '../../src/parse-config.ts';
import { layout } from '../../src/release/layout.ts';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const readme = read('README.md');

test('cutover.schema.json is what the config’s schema says: npm run fix writes it', () => {
  expect(read('cutover.schema.json')).toBe(configSchema());
});

test('policy.schema.json is what the policy’s schema says: npm run fix writes it', () => {
  expect(read('policy.schema.json')).toBe(policySchema());
});

test('the README’s policy is one', () => {
  const text = /```yaml\n(workspace: [\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(parsePolicy('policy.yml', text, {}).workspace).toBe('zentra');
});

test('the README’s table has every pipe variable with its default: npm run fix writes it', () => {
  expect(readme).toContain(variablesTable());
});

test('pipe.yml takes from the context what comes from the environment only', () => {
  const names = parse(read('pipe.yml')).variables.map(({ name }: { name: string }) => name);
  expect(names).toEqual(Object.keys(secretVariables));
});

test('the README lists every variable a hook gets', () => {
  const release = { build: '', version: '', commit: '', branch: '' };
  const at = layout({ root: '/srv/app' });
  const facts = { app: '', target: '', run: '', action: '', host: '', at, previous: '' };
  for (const name of Object.keys(hookEnvironment('prepare', release, facts))) {
    expect(readme).toContain(`\`${name}\``);
  }
});

test('the README’s cutover.yml is one', () => {
  const text = /```yaml\n(app: [\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(Object.keys(parseConfig('cutover.yml', text).targets)).toEqual(['staging', 'production']);
});
