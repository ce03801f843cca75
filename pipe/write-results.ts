import { access, appendFile, constants, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { reports } from '../src/reports/index.ts';
import type { Ending } from './command.ts';
import type { Context } from './context.ts';

/**
 * Leaves what later steps need in the clone directory: `result.env`, `result.json`, `result.html`, `test-results/cutover.xml` and the
 * records of the run.
 */
export async function writeResults(
  ending: Ending,
  directory: string,
  context: Pick<Context, 'directory' | 'environment'>,
): Promise<void> {
  const at = resolve(context.directory, directory);
  const dotenv = Object.entries(ending.results ?? {})
    .map(([name, value]) => `${name}=${value.replaceAll(/[^\w@%+=:,./ -]/g, '_')}\n`)
    .join('');
  await mkdir(join(at, 'test-results'), { recursive: true });
  await writeFile(join(at, 'result.env'), dotenv);
  await writeFile(join(at, 'result.json'), `${reports.json(ending.report)}\n`);
  await writeFile(join(at, 'result.html'), `${reports.html(ending.report)}\n`);
  await writeFile(join(at, 'test-results', 'cutover.xml'), reports.junit(ending.report));
  if (ending.records !== undefined && ending.records.length > 0) {
    await appendFile(join(at, 'records.jsonl'), `${ending.records.join('\n')}\n`);
  }
  await offerVariables(dotenv, context.environment.BITBUCKET_PIPELINES_VARIABLES_PATH);
}

/** Output variables of the step: Bitbucket mounts the file into steps, and perhaps not into pipes. Last verified 2026-11-20. */
async function offerVariables(dotenv: string, path: string | undefined) {
  if (path === undefined || dotenv === '') return;
  const writable = await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (writable) await appendFile(path, dotenv);
}
