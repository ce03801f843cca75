import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Runs a command with its output in files. `exit` is undefined when it was not over in time and has been ended. */
export async function runLimited([command, ...words], { out, err, limit, ...options }) {
  const files = [out, err].map((path) => openSync(path, 'w'));
  const begin = performance.now();
  const child = spawn(command, words, { ...options, detached: true, stdio: ['ignore', ...files] });
  for (const file of files) closeSync(file);
  let over = false;
  const end = () => process.kill(-child.pid, 'SIGKILL');
  const timer = setTimeout(() => {
    over = true;
    end();
  }, limit * 1000);
  process.once('exit', end);
  const exit = await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code, signal) => resolve(code ?? signal));
  });
  clearTimeout(timer);
  process.off('exit', end);
  return { exit: over ? undefined : exit, seconds: (performance.now() - begin) / 1000 };
}
