import type { Phase, Step } from './plan.ts';
import type { Outcome } from './record.ts';
import type { Verdict } from './recovery.ts';
import type { Script } from './script.ts';

/** One host of a run that did not come to its end. */
export interface Unfinished {
  /** What the run was. */
  readonly action: string;
  /** From what was live before to what the run was to make live. */
  readonly script: Script;
  /** The phases that were about to begin here. */
  readonly begun: ReadonlySet<Phase>;
  /** Those that were about to begin on the way back. */
  readonly begunBack: ReadonlySet<Phase>;
  /** How the run ended here, where it wrote that down. */
  readonly own: Outcome | undefined;
  /** Does the pointer lead to what was live before? */
  readonly isBack: boolean;
  /** Does the pointer lead to what was to be live? */
  readonly isThere: boolean;
  /** Is what was to be live complete here? */
  readonly isComplete: boolean;
  /** Removes a release that was never complete. */
  readonly clear: readonly Step[];
}

/** Which way a host goes: one that a release went on without does not go on, although the release had come to its end. */
export function wayOn(host: Unfinished, { way, settled }: Verdict): Verdict['way'] {
  if (way !== 'finish') return way;
  const may = host.isThere || host.isComplete;
  return may && !(settled && wasLeft(host)) ? 'finish' : 'revert';
}

/** A rollback leaves nobody behind: what the others say of it is true everywhere. */
function wasLeft({ action, own, begun, begunBack, isThere }: Unfinished): boolean {
  if (action === 'rollback') return false;
  const wentOn = begun.has('switch') && !begunBack.has('switch');
  return own === undefined ? !isThere && !wentOn : own !== 'activated';
}

/** How the run is to be on record on a host. */
export function outcomeOn(host: Unfinished, verdict: Verdict): Outcome {
  return verdict.way === 'finish' && wayOn(host, verdict) === 'revert' ? 'failed' : verdict.outcome;
}

/** Hosts of which nobody can say how far their migrations came, or the taking back of them. */
export function halfMigrated(
  hosts: readonly Unfinished[],
  { settled }: Pick<Verdict, 'settled'>,
): readonly string[] {
  if (settled) return [];
  const staged = hosts.some(({ begun }) => begun.has('stage'));
  const isHalf = ({ action, begun, begunBack }: Unfinished) =>
    begun.has('migrate') && (action === 'rollback' || !staged || begunBack.has('migrate'));
  return hosts.filter(isHalf).map(({ script }) => script.host);
}
