import type { Emit } from '../src/event.ts';
import type { Connection } from '../src/io/io.ts';
import type { Deeds } from '../src/observers/record.ts';
import type { Host } from '../src/release/host.ts';
import type { Environment } from './environment.ts';

/** What a command may use of the world: `main.ts` builds it, tests build their own. */
export interface Context {
  /** The clone directory: paths in options are relative to it. */
  readonly directory: string;
  readonly environment: Environment;
  readonly run: string;
  readonly emit: Emit;
  /** What has happened so far in this run. */
  readonly deeds: Deeds;
  /** Aborted by SIGINT, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  /** UTC, ISO 8601. */
  readonly now: () => string;
  /** Seconds of a clock that never goes back. */
  readonly seconds: () => number;
  /** A word nobody can guess, new each time. */
  readonly nonce: () => string;
  readonly connect: (host: Host) => Promise<Connection>;
}
