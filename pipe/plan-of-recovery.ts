import { leftWithMigrations } from '../src/release/history.ts';
import { type HostState, presentBuilds } from '../src/release/host-state.ts';
import type { Intent, Journal } from '../src/release/journal.ts';
import type { Plan } from '../src/release/plan.ts';
import { planRecovery } from '../src/release/plan-recovery.ts';
import type { Outcome } from '../src/release/record.ts';
import { judge, type Verdict, witnessOf } from '../src/release/recovery.ts';
import type { Script } from '../src/release/script.ts';
import { halfMigrated, outcomeOn, type Unfinished } from '../src/release/unfinished.ts';
import type { Reached, Session } from './session.ts';
import { factsOf, writeScripts } from './write-scripts.ts';

/** A run that died, and what is to become of it. */
export interface Dead {
  readonly run: string;
  /** What it meant to do, as the first of its hosts tells it. */
  readonly intent: Intent;
  readonly verdict: Verdict;
  readonly plan: Plan;
  /** Its hosts that can be reached. */
  readonly hosts: readonly Reached[];
  /** Its hosts that can't. */
  readonly missing: readonly string[];
  /** What it left on a host; nothing where its record is written already. */
  readonly journals: ReadonlyMap<string, Journal>;
  /** How the run is to be on record on those. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** Those of which nobody can say how far the migrations came, or the taking back of them. */
  readonly half: readonly string[];
}

/** Reads the hosts' journals of a run and decides how it ends. Reads only. */
export function planOfRecovery(
  session: Session,
  self: string,
  { hosts, run }: { readonly hosts: readonly Reached[]; readonly run: string },
): Dead {
  const witnesses = hosts.map(({ host, state }) => witnessOf(host.name, state, run));
  const journals = new Map(
    witnesses.flatMap(({ host, journal }) => (journal === undefined ? [] : [[host, journal]])),
  );
  const [first] = journals.values();
  if (first === undefined) throw new RangeError(`Cannot find a journal of "${run}"`);
  const { intent } = first;
  const verdict = judge(witnesses);
  // A host may go by another name by now: its journal tells by which it was known.
  const known = new Set([
    ...hosts.map(({ host }) => host.name),
    ...[...journals.values()].map((journal) => journal.intent.host),
  ]);
  const planning = {
    action: 'recover',
    target: session.name,
    probes: verdict.phase === 'preflight' ? [] : session.config.verify.probes,
  };
  const open = unfinishedOf(session, self, { hosts, journals, verdict });
  return {
    run,
    intent,
    verdict,
    plan: planRecovery(planning, verdict, open),
    hosts: hosts.filter(({ host: { name } }) => intent.hosts.includes(name) || journals.has(name)),
    missing: intent.hosts.filter((host) => !known.has(host)),
    journals,
    outcomes: new Map(open.map((each) => [each.script.host, outcomeOn(each, verdict)])),
    half: halfMigrated(open, verdict),
  };
}

interface Found {
  readonly hosts: readonly Reached[];
  readonly journals: ReadonlyMap<string, Journal>;
  readonly verdict: Verdict;
}

function unfinishedOf(
  session: Session,
  self: string,
  { hosts, journals, verdict }: Found,
): Unfinished[] {
  const known = hosts
    .flatMap((reached) => {
      const journal = journals.get(reached.host.name);
      return journal === undefined ? [] : [{ reached, journal }];
    })
    // Where the migrations ran, they are taken back.
    .toSorted((a, b) => Number(b.journal.intent.undo) - Number(a.journal.intent.undo));
  const goals = new Map(
    known.map(({ reached, journal: { intent } }) => [
      { ...reached, state: asItWas(reached.state, intent) },
      {
        release: intent.goal,
        digest: undefined,
        undone: undoneBy(intent, reached.state, verdict),
      },
    ]),
  );
  const scripts = writeScripts(session, { action: 'recover', run: self }, goals);
  return known.flatMap(({ reached, journal }, index): Unfinished[] => {
    const script = scripts[index];
    if (script === undefined) return [];
    return [unfinished(session, script, { reached, journal })];
  });
}

function unfinished(
  { strategy, target }: Session,
  script: Script,
  {
    reached: { state },
    journal: { intent, begun, outcome },
  }: { readonly reached: Reached; readonly journal: Journal },
): Unfinished {
  const { action, goal, from } = intent;
  const { live, releases } = state;
  const half = releases.some(({ build, is }) => build === goal.build && is === 'incomplete');
  return {
    script,
    action,
    begun: new Set(begun.map(({ phase }) => phase)),
    begunBack: new Set(begun.flatMap(({ phase, back }) => (back ? [phase] : []))),
    own: outcome,
    isBack: isAt(state, intent) && live === from?.build,
    isThere: live === goal.build,
    isComplete: presentBuilds(state).has(goal.build),
    clear: half ? strategy.remove(goal.build, target.strategy) : [],
  };
}

/** A release takes its own migrations back, a rollback those of what it leaves: going back from there brings none again. */
function undoneBy({ action, undo, goal }: Intent, { records }: HostState, { way }: Verdict) {
  if (!undo) return [];
  if (action !== 'rollback') return [goal];
  return way === 'revert'
    ? []
    : leftWithMigrations(records, goal.build).map((build) => factsOf(build, records));
}

/** The host as the dead run found it: the way back leads there. */
function asItWas(state: HostState, { pointer, from }: Intent): HostState {
  return {
    ...state,
    pointer: pointer === null ? { is: 'absent' } : { is: 'link', text: pointer },
    live: from?.build,
  };
}

function isAt({ pointer }: HostState, { pointer: before }: Intent): boolean {
  return (pointer.is === 'link' ? pointer.text : null) === before;
}
