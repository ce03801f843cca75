import type { Step } from './plan.ts';

/** What names a release towards hooks, probes and records. */
export interface ReleaseFacts {
  readonly build: string;
  readonly version: string;
  readonly commit: string;
  readonly branch: string;
}

/** What one host will go through, as its strategy and the hooks see it. */
export interface Script {
  readonly host: string;
  /** What `{host}` in a probe's address stands for. */
  readonly address: string;
  /** What becomes live. */
  readonly to: ReleaseFacts;
  /** What is live now; undefined for the first release of a host. */
  readonly from: ReleaseFacts | undefined;
  readonly open: readonly Step[];
  readonly place: Readonly<Record<'upload' | 'prepare' | 'seal', readonly Step[]>>;
  readonly cutOver: Readonly<Record<'stage' | 'switch' | 'restore', readonly Step[]>>;
  /** Declared commands, in the directory of what becomes live. */
  readonly hooks: Readonly<Record<'prepare' | 'migrate' | 'reload' | 'verify', readonly Step[]>>;
  /** What must happen again when the host has gone back to what is live now. */
  readonly reloadBack: readonly Step[];
  /** Takes back the migrations of the newer release; empty when they stay. */
  readonly undo: readonly Step[];
  /** Removals that retention allows after a success. */
  readonly remove: readonly Step[];
}

/** Does this host have the release already? */
export function isLive({ to, from }: Script): boolean {
  return from?.build === to.build;
}
