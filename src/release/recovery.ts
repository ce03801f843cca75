import type { HostState } from './host-state.ts';
import type { Journal } from './journal.ts';
import { type Phase, phases } from './plan.ts';
import type { Outcome } from './record.ts';

/** What one host tells of a run that did not come to its end. */
export interface Witness {
  readonly host: string;
  /** What is live there now. */
  readonly live: string | undefined;
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
  /** It had come to its end, on the way back too: only its books are to be closed, and what it could not reach is left. */
  readonly settled: boolean;
  /** The last phase that was about to begin anywhere. */
  readonly phase: Phase;
  readonly because: string;
}

/**
 * Decides by everything the hosts that can be reached know. What is on record anywhere stands: the run had come to its
 * end. Else a release goes back, as nobody has proved it; a rollback that may have begun to switch goes on: what it was
 * leaving was bad. No host switches before all have noted that they will: one that has not noted it proves that nobody
 * did; but for one that had nowhere to go.
 */
export function judge(witnesses: readonly Witness[]): Verdict {
  const journals = witnesses.flatMap(({ journal }) => journal ?? []);
  const phase = lastPhase(journals);
  const known = knownEnd(witnesses, journals);
  if (known !== undefined) return { ...settledAs(known), phase };
  const action = journals[0]?.intent.action;
  if (action === 'adopt') return { ...adopted, phase };
  const goesOn = action === 'rollback';
  if (goesOn ? !haveAllSwitched(witnesses, journals) : !journals.some(isSwitching)) {
    const because = 'it had not begun to switch: what is live was not touched';
    return { way: 'revert', outcome: 'failed', settled: false, phase, because };
  }
  return goesOn
    ? {
        way: 'finish',
        outcome: 'activated',
        settled: false,
        phase,
        because: 'a rollback that began to switch goes on',
      }
    : {
        way: 'revert',
        outcome: 'rolled-back',
        settled: false,
        phase,
        because: 'nothing says that it was verified',
      };
}

/** How the run ended, where that is written down. */
function knownEnd(
  witnesses: readonly Witness[],
  journals: readonly Journal[],
): Outcome | undefined {
  const records = witnesses.flatMap(({ recorded }) => recorded ?? []);
  // A record outweighs a journal: it tells of an earlier recovery that could not reach the others, and took back.
  if (records.includes('split') && !records.includes('activated')) return 'split';
  const ends = [...records, ...journals.flatMap(({ outcome }) => outcome ?? [])];
  // Where a run went on without some hosts, they tell of a failure, the others of the whole.
  return ends.find((end) => end === 'activated') ?? ends[0];
}

function isSwitching({ begun }: Journal): boolean {
  return begun.some(({ phase }) => phase === 'switch');
}

/**
 * May every host of a rollback have switched? Where one can't be asked, that others noted it does not tell whether it had;
 * but that one of them went on from there does.
 */
function haveAllSwitched(witnesses: readonly Witness[], journals: readonly Journal[]): boolean {
  const moving = journals.filter(({ intent: { from, goal } }) => from?.build !== goal.build);
  if (moving.length === 0 || !moving.every(isSwitching)) return false;
  if (witnesses.some((witness) => hasNotBegun(witness, moving))) return false;
  const seen = new Set([
    ...witnesses.map(({ host }) => host),
    ...journals.map(({ intent }) => intent.host),
  ]);
  const all = moving.every(({ intent }) => intent.hosts.every((host) => seen.has(host)));
  return all || witnesses.some(hasGoneOn);
}

/** Is this host of the run where it was, and knows nothing of it? */
function hasNotBegun({ host, live, journal, recorded }: Witness, moving: readonly Journal[]) {
  if (journal !== undefined || recorded !== undefined) return false;
  return moving.some(({ intent }) => intent.hosts.includes(host) && intent.goal.build !== live);
}

function hasGoneOn({ journal, live }: Witness): boolean {
  if (journal === undefined) return false;
  const { intent, begun } = journal;
  if (intent.from?.build === intent.goal.build) return false;
  const last = begun.at(-1);
  return live === intent.goal.build || last?.phase !== 'switch' || last.back;
}

/** What it takes over is live, and was live before: there is no way back from it, and no need of one. */
const adopted = {
  way: 'leave',
  outcome: 'failed',
  settled: false,
  because: 'what an adoption has begun, "cutover adopt" finishes',
} as const;

function lastPhase(journals: readonly Journal[]): Phase {
  const begun = new Set(journals.flatMap((journal) => journal.begun.map(({ phase }) => phase)));
  return phases.findLast((phase) => begun.has(phase)) ?? 'preflight';
}

function settledAs(known: Outcome): Omit<Verdict, 'phase'> {
  const because = `it had ended as "${known}"; only its traces were left`;
  // Of a split nobody knows what was still to be taken back.
  const settled = known !== 'split';
  if (known === 'activated') return { way: 'finish', outcome: known, settled, because };
  return { way: 'revert', outcome: settled ? known : 'rolled-back', settled, because };
}

/**
 * Where a host could not be taken back, or not even asked, nobody can say that all of them are: of their pointers, and of
 * their migrations. Undefined where each host tells of itself.
 */
export function endOf(
  { way, phase, settled, outcome }: Verdict,
  isApart: boolean,
): Outcome | undefined {
  const changed = outcome === 'rolled-back' || phases.indexOf(phase) >= phases.indexOf('migrate');
  return isApart && way === 'revert' && !settled && changed ? 'split' : undefined;
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
  { live, journal, records }: Pick<HostState, 'live' | 'journal' | 'records'>,
  run: string,
): Witness {
  const own = journal !== undefined && journal !== 'damaged' && journal.intent.run === run;
  return {
    host,
    live,
    journal: own ? journal : undefined,
    recorded: records.findLast((record) => record.run === run)?.outcome,
  };
}
