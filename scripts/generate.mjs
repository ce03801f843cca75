// Writes what is generated from the code: the JSON Schemas of config and policy, the README's table of pipe variables and
// the policy's table of rules.
import { readFile, writeFile } from 'node:fs/promises';
import { branchTable } from '../dist/governance/policy/branch-table.js';
import { policySchema } from '../dist/governance/policy/policy-schema.js';
import { configSchema, variablesTable } from '../dist/pipe/generated.js';

await writeFile('cutover.schema.json', configSchema());
await writeFile('policy.schema.json', policySchema());
await between('README.md', 'variables', variablesTable());
await between('docs/policy.md', 'branches', branchTable());

async function between(file, name, text) {
  const marked = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  const before = await readFile(file, 'utf8');
  await writeFile(
    file,
    before.replace(marked, (_, open, close) => `${open}${text}\n${close}`),
  );
}
