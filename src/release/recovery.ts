import type { HostState } from './host-state.ts';
import type { Journal } from './journal.ts';
import type { Phase } from './plan.ts';
import type { Outcome } from './record.ts';

/** What one host tells of a run that did not come to its end. */
export interface Witness {
  readonly host: string;
  readonly journal: Journal | undefined;
  /** How its records say that the run ended. */
  readonly recorded: Outcome | undefined;
}

/** What is to become of a run that did not come to its end. */
export interface Verdict {
  /** `revert`: every host back to what it had. `finish`: every host on to what it was to have. */
  readonly way: 'revert' | 'finish';
  /** What its records are to say once that is done. */
  readonly outcome: Outcome;
  /** The last phase that was about to begin anywhere. */
  readonly phase: Phase;
  readonly because: string;
}

/**
 * Decides by everything the hosts that can be reached know. What is on record anywhere stands: the run had come to its
 * end. Else a release goes back, as nobody has proved it; a rollback that had begun to switch goes on: what it was leaving
 * was bad. As no host switches before all have noted that they will, a run is past its switch on no host or noted on all.
 */
export function judge(witnesses: readonly Witness[]): Verdict {
  const begun = new Set(
    witnesses.flatMap(({ journal }) => journal?.begun.map(({ phase }) => phase) ?? []),
  );
  const phase = [...begun].at(-1) ?? 'preflight';
  const known = witnesses.flatMap(({ journal, recorded }) => recorded ?? journal?.outcome ?? [])[0];
  if (known !== undefined) return { ...settled(known), phase };
  const action = witnesses.find(({ journal }) => journal !== undefined)?.journal?.intent.action;
  if (!begun.has('switch')) {
    const because = 'it had not begun to switch: what is live was not touched';
    return { way: 'revert', outcome: 'failed', phase, because };
  }
  return action === 'rollback'
    ? {
        way: 'finish',
        outcome: 'activated',
        phase,
        because: 'a rollback that began to switch goes on',
      }
    : {
        way: 'revert',
        outcome: 'rolled-back',
        phase,
        because: 'nothing says that it was verified',
      };
}

function settled(known: Outcome): Omit<Verdict, 'phase'> {
  const because = `it had ended as "${known}"; only its traces were left`;
  return known === 'activated' || known === 'unchanged'
    ? { way: 'finish', outcome: known, because }
    : { way: 'revert', outcome: known === 'split' ? 'rolled-back' : known, because };
}

/** The runs that hosts tell of as not ended, the one that began first coming first. */
export function unfinishedRuns(
  states: readonly Pick<HostState, 'journal'>[],
  except: string,
): readonly string[] {
  const intents = states.flatMap(({ journal }) =>
    journal === undefined || journal === 'damaged' ? [] : [journal.intent],
  );
  const runs = intents
    .toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1))
    .map(({ run }) => run);
  return [...new Set(runs)].filter((run) => run !== except);
}

/** What a host tells of one run. */
export function witnessOf(
  host: string,
  { journal, records }: Pick<HostState, 'journal' | 'records'>,
  run: string,
): Witness {
  const own = journal !== undefined && journal !== 'damaged' && journal.intent.run === run;
  return {
    host,
    journal: own ? journal : undefined,
    recorded: records.findLast((record) => record.run === run)?.outcome,
  };
}
