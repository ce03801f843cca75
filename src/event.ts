import type { Phase, Step } from './release/plan.ts';
import type { ReleaseProcess } from './release/processes.ts';
import type { Outcome } from './release/record.ts';

/** Everything that can happen in a run. Console, record, results and reports see only these. */
export type Event =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly action: string;
      readonly target: string;
      readonly build: string;
    }
  | { readonly type: 'phase-started'; readonly phase: Phase; readonly hosts: readonly string[] }
  | { readonly type: 'step-started'; readonly host: string; readonly step: Step }
  | {
      readonly type: 'step-passed';
      readonly phase: Phase;
      readonly host: string;
      readonly step: Step;
      readonly seconds: number;
    }
  | {
      readonly type: 'step-failed';
      readonly phase: Phase;
      readonly host: string;
      readonly step: Step;
      readonly seconds: number;
      readonly reason: string;
    }
  /** A line a hook printed. */
  | { readonly type: 'output'; readonly host: string; readonly line: string }
  /** A hook ended. `exit` is null when a signal ended it or nobody knows. */
  | {
      readonly type: 'command';
      readonly phase: Phase;
      readonly host: string;
      readonly line: string;
      readonly exit: number | null;
      readonly seconds: number;
      readonly output: string;
    }
  | {
      readonly type: 'probed';
      readonly url: string;
      readonly passed: boolean;
      readonly result: string;
    }
  /** Something passed over a connection: bytes, and how often somebody waited for the other side. */
  | {
      readonly type: 'exchanged';
      readonly host: string;
      readonly trips: number;
      readonly sent: number;
      readonly received: number;
    }
  /** So many entries of a package are sent to a host; it links the others itself. */
  | {
      readonly type: 'sending';
      readonly host: string;
      readonly entries: number;
      readonly of: number;
    }
  /** Bytes of a package on their way to a host. */
  | { readonly type: 'sent'; readonly host: string; readonly bytes: number }
  | { readonly type: 'way-back-started'; readonly because: string }
  /** A request to an API has been made; only told where somebody wants to see each. */
  | {
      readonly type: 'asked';
      readonly method: string;
      readonly path: string;
      /** A status, or why there is none. */
      readonly outcome: number | string;
      readonly milliseconds: number;
      readonly tries: number;
      /** How many requests of the budget are left. */
      readonly left?: number | undefined;
    }
  /** Nothing goes on for so many seconds; told every second, and with 0 when it goes on. */
  | {
      readonly type: 'waiting';
      readonly because: string;
      /** UTC, ISO 8601. */
      readonly until: string;
      readonly seconds: number;
    }
  /** Processes of a host that still work in releases that are not live. */
  | {
      readonly type: 'stale';
      readonly host: string;
      readonly processes: readonly ReleaseProcess[];
    }
  /** Something a person should know that does not change the outcome. */
  | { readonly type: 'noted'; readonly severity: 'warning' | 'note'; readonly message: string }
  | { readonly type: 'finished'; readonly outcome: Outcome };

export type Emit = (event: Event) => void;
