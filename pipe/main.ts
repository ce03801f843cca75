#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bugExitCode, exitCodes } from '../src/error.ts';
import { runCommand } from './run-command.ts';

/** Milliseconds in which two signals are one: npm passes on what the terminal has sent to both of us. */
const sameSignal = 1_000;

/** The only place that knows the process: its words, its environment, its signals and its exit code. */
export async function main(argv: readonly string[], run = process): Promise<number> {
  const interrupted = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (now - first > sameSignal) leaveNow(signal, run);
    if (interrupted.signal.aborted) return;
    first = now;
    run.stderr.write(`\n${signal}: ending in order, this may take a moment\n`);
    interrupted.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) run.on(signal, onSignal);
  try {
    return await runCommand(argv, {
      environment: { HOME: homedir(), ...run.env },
      directory: run.cwd(),
      signal: interrupted.signal,
      out: run.stdout,
      err: run.stderr,
      now: () => new Date().toISOString(),
      seconds: () => performance.now() / 1000,
      sleep: (seconds, signal) =>
        wait(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(
          () => undefined,
        ),
      random: () => randomBytes(16).toString('hex'),
    });
  } finally {
    for (const signal of signals) run.off(signal, onSignal);
  }
}

/** Asked twice: what was done is in the hosts' journals already, and whoever comes next ends it from there. */
function leaveNow(signal: NodeJS.Signals, run: NodeJS.Process): never {
  run.stderr.write(`\n${signal} again: leaving at once; "cutover recover" ends what was begun\n`);
  run.exit(exitCodes.unsure);
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return bugExitCode;
  });
}
