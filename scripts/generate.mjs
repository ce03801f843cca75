// Writes what is generated from the code: the config's JSON Schema, and the README's table of pipe variables.
import { readFile, writeFile } from 'node:fs/promises';
import { configSchema, variablesTable } from '../dist/pipe/generated.js';

await writeFile('cutover.schema.json', configSchema());
const readme = await readFile('README.md', 'utf8');
const marked = /(<!-- variables -->\n)[\s\S]*?(<!-- \/variables -->)/;
await writeFile(
  'README.md',
  readme.replace(marked, (_, open, close) => `${open}${variablesTable()}\n${close}`),
);
