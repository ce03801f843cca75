import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Compiles the sources, so that a process of its own can run them on any supported Node. */
export function compileSources(): string {
  mkdirSync('node_modules/.cache', { recursive: true });
  const directory = mkdtempSync(resolve('node_modules/.cache/runner-'));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  // Only what it writes counts here: whether the types are right is asked elsewhere.
  const project = 'test/support/tsconfig.sources.json';
  spawnSync(process.execPath, [tsc, '-p', project, '--outDir', directory]);
  return directory;
}

/** Runs a module's text in a process of its own, which may then be killed; `{{sources}}` in it is the compiled tree. */
export function spawnRunner(compiled: string, text: string): ChildProcess {
  const file = join(compiled, `runner-${Math.random().toString(36).slice(2)}.js`);
  writeFileSync(file, text.replaceAll('{{sources}}', compiled));
  return spawn(process.execPath, [file], { stdio: 'inherit' });
}
