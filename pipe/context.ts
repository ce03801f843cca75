import type { Emit } from '../src/event.ts';
import type { Connection } from '../src/io/io.ts';
import type { Deeds } from '../src/observers/record.ts';
import type { Timings } from '../src/observers/timings.ts';
import type { Host } from '../src/release/host.ts';
import type { Environment } from './environment.ts';

/** What the process gives to a command. */
export interface Process {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly err: Output;
  /** UTC, ISO 8601. */
  readonly now: () => string;
  readonly seconds: () => number;
  /** Resolves after so many seconds, or as soon as the signal is aborted. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** 32 hexadecimal digits. */
  readonly random: () => string;
}

/** Where text goes; only a terminal says that it is one. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a command may use of the world: `main.ts` builds it, tests build their own. */
export interface Context {
  /** The clone directory: paths in options are relative to it. */
  readonly directory: string;
  readonly environment: Environment;
  readonly run: string;
  readonly emit: Emit;
  /** What has happened so far in this run. */
  readonly deeds: Deeds;
  /** What it took so far, and whether somebody wants to see that. */
  readonly timings: Timings;
  readonly showTimings: boolean;
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** UTC, ISO 8601. */
  readonly now: () => string;
  /** Seconds of a clock that never goes back. */
  readonly seconds: () => number;
  /** Resolves after so many seconds, or as soon as the signal is aborted. */
  readonly sleep: Process['sleep'];
  /** A word nobody can guess, new each time. */
  readonly nonce: () => string;
  /** Runs another command, as if it had been typed, in this process or one made up; gives its exit code. */
  readonly call: (argv: readonly string[], process: Process) => Promise<number>;
  readonly process: Process;
  readonly connect: (host: Host) => Promise<Connection>;
}
