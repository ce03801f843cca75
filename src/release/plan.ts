import type { ShellCommand } from '../shell.ts';

/** The words of a release, in the order they happen. Hooks hang on them; records and logs use them. */
export const phases = [
  'preflight',
  'upload',
  'prepare',
  'migrate',
  'stage',
  'switch',
  'reload',
  'verify',
  'finish',
] as const;
export type Phase = (typeof phases)[number];

/** Everything a release can do to the world. A new verb goes here and in src/io/perform.ts, nowhere else. */
export type Step = {
  readonly title: string;
} /** `repeatable`: doing it twice, even at the same time, is harmless. */ & (
  | { readonly does: 'run'; readonly command: ShellCommand; readonly repeatable?: true }
  | UploadCall
  /** The directory must hold what was sealed there. */
  | { readonly does: 'compare'; readonly directory: string; readonly seal: string }
  /** Makes sure that the host can replace its pointer in one step; `scratch` is a path that is not there. */
  | { readonly does: 'prove'; readonly scratch: string }
  /** rename(2) of a link; `text` is what the link says, and what is read back. */
  | { readonly does: 'rename'; readonly from: string; readonly to: string; readonly text: string }
  | HookCall
  | ProbeCall
);

/** Brings the package's content into a new directory of the host; it holds what the manifest says, or the step fails. */
export interface UploadCall {
  readonly does: 'upload';
  readonly to: string;
  /** A complete release of the host: what is the same there is linked, not sent. */
  readonly base?: { readonly directory: string; readonly seal: string } | undefined;
  /** Paths that hooks write to: never linked, and not read-only. */
  readonly own?: readonly string[];
  /** Nobody writes to it any more: what it looks like when it is there is what is sealed. */
  readonly closes?: boolean;
  /** `full` reads every content again on the host; otherwise what looks as it was sealed is trusted. */
  readonly verify?: 'quick' | 'full';
}

/** A declared command, run where the release lies. */
export interface HookCall {
  readonly does: 'hook';
  /** The run’s directory on the host, where the hook’s output and result are kept. */
  readonly run: string;
  readonly line: string;
  readonly directory: string;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A request repeated until it passes or `within` seconds are over. */
export interface ProbeCall {
  readonly does: 'probe';
  readonly url: string;
  readonly expect: readonly number[];
  /** The host that is asked; none when the address is everybody's. */
  readonly of?: string;
  /** The response header that must carry the build. */
  readonly release?: { readonly header: string; readonly build: string };
  /** Seconds. */
  readonly timeout: number;
  /** Seconds. */
  readonly within: number;
}

/** Steps of one host, in order. */
export interface Lane {
  readonly host: string;
  readonly steps: readonly Step[];
}

/** Lanes side by side. A stage is a barrier: the next one starts when every lane has passed. */
export interface Stage {
  readonly phase: Phase;
  readonly lanes: readonly Lane[];
}

/** One stage of the way back: a lane runs only where the phase it undoes has begun. */
export interface WayBack extends Stage {
  readonly undoes: Phase;
  /** Its failure is told, but the hosts count as taken back. */
  readonly advisory?: boolean;
}

/** A release as a value. It can be printed, compared, saved, and carried out by an engine that knows no strategy. */
export interface Plan {
  readonly action: string;
  readonly build: string;
  readonly target: string;
  /** When a host fails: all go back, or the others go on without it. All go back, if not given. */
  readonly onHostFailure?: 'revert' | 'continue';
  readonly stages: readonly Stage[];
  /** The way back, known before the first step: each host to the release it has now. */
  readonly rollback: readonly WayBack[];
  /** Tidying after a success: what fails here is told, and changes nothing. */
  readonly finish: readonly Stage[];
}

/** The lane for what is done from here and not on a host. */
export const runner = 'runner';
