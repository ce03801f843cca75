import type { HostState } from './host-state.ts';
import type { Journal } from './journal.ts';
import { type Phase, phases } from './plan.ts';
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
  /**
   * `revert`: every host back to what it had. `finish`: every host on to what it was to have. `leave`: only the books are
   * closed.
   */
  readonly way: 'revert' | 'finish' | 'leave';
  /** What its records are to say once that is done. */
  readonly outcome: Outcome;
  /** The last phase that was about to begin anywhere. */
  readonly phase: Phase;
  readonly because: string;
}

/**
 * Decides by everything the hosts that can be reached know. What is on record anywhere stands: the run had come to its
 * end. Else a release goes back, as nobody has proved it; a rollback that may have begun to switch goes on: what it was
 * leaving was bad. No host of a rollback switches before all have noted that they will: one that has not noted it proves
 * that nobody did.
 */
export function judge(witnesses: readonly Witness[]): Verdict {
  const journals = witnesses.flatMap(({ journal }) => journal ?? []);
  const switching = journals.filter(({ begun }) => begun.some(({ phase }) => phase === 'switch'));
  const phase = lastPhase(journals);
  // A record outweighs a journal: it may tell of an earlier recovery that could not reach the others.
  const [known] = [
    ...witnesses.flatMap(({ recorded }) => recorded ?? []),
    ...journals.flatMap(({ outcome }) => outcome ?? []),
  ];
  if (known !== undefined) return { ...settled(known), phase };
  const action = journals[0]?.intent.action;
  if (action === 'adopt') return { ...adopted, phase };
  const goesOn = action === 'rollback';
  if (switching.length === 0 || (goesOn && switching.length < journals.length)) {
    const because = 'it had not begun to switch: what is live was not touched';
    return { way: 'revert', outcome: 'failed', phase, because };
  }
  return goesOn
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

/** What it takes over is live, and was live before: there is no way back from it, and no need of one. */
const adopted = {
  way: 'leave',
  outcome: 'failed',
  because: 'what an adoption has begun, "cutover adopt" finishes',
} as const;

function lastPhase(journals: readonly Journal[]): Phase {
  const begun = new Set(journals.flatMap((journal) => journal.begun.map(({ phase }) => phase)));
  return phases.findLast((phase) => begun.has(phase)) ?? 'preflight';
}

function settled(known: Outcome): Omit<Verdict, 'phase'> {
  const because = `it had ended as "${known}"; only its traces were left`;
  if (known === 'activated') return { way: 'finish', outcome: known, because };
  return { way: 'revert', outcome: known === 'split' ? 'rolled-back' : known, because };
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
