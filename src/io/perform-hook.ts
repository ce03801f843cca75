import { Stop } from '../error.ts';
import type { Emit } from '../event.ts';
import type { HookCall, Phase } from '../release/plan.ts';
import type { Connection } from './io.ts';
import { lines } from './lines.ts';
import { runHook } from './run-hook.ts';

/** Where a hook runs, and until when. */
interface HookPlace {
  readonly host: string;
  readonly phase: Phase;
  readonly signal: AbortSignal | undefined;
}

/** What a hook needs of the run. */
interface HookWorld {
  readonly emit: Emit;
  readonly seconds: () => number;
  readonly nonce: () => string;
}

/** Runs a hook, tells what it prints and how it ended; rejects with a sentence when it did not pass. */
export async function performHook(
  connection: Connection,
  { host, phase, signal }: HookPlace,
  { run, line, directory, environment, timeout }: HookCall,
  { emit, seconds: clock, nonce }: HookWorld,
): Promise<void> {
  const shown = lines((text) => emit({ type: 'output', host, line: text }));
  const result = await runHook(connection, {
    run,
    line,
    directory,
    environment,
    timeout,
    nonce: nonce(),
    now: () => clock() * 1000,
    onOutput: shown.add,
    ...(signal === undefined ? {} : { signal }),
  });
  shown.end();
  const { exit, seconds, tail: output, outcome } = result;
  emit({ type: 'command', phase, host, line, exit, seconds, output });
  if (outcome === 'passed') return;
  const how =
    outcome === 'failed'
      ? endOf(exit)
      : outcome === 'unknown'
        ? 'nobody knows how it ended: the connection, or what watched over it, is gone'
        : `it ${outcome}`;
  throw new Stop('failed', `${how}${outcome === 'timed out' ? ` after ${timeout}s` : ''}`);
}

/** A shell says 128 and the signal’s number when a signal ended what it ran (POSIX sh, 2.8.2). */
function endOf(exit: number | null): string {
  if (exit === null) return 'it ended with a signal';
  return exit > 128 && exit < 192
    ? `it ended with ${exit}, as by signal ${exit - 128}`
    : `it ended with ${exit}`;
}
