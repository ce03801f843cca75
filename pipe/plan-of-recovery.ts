import type { HostState } from '../src/release/host-state.ts';
import type { Intent, Journal } from '../src/release/journal.ts';
import type { Plan } from '../src/release/plan.ts';
import { planRecovery, type Unfinished } from '../src/release/plan-recovery.ts';
import { judge, type Verdict, witnessOf } from '../src/release/recovery.ts';
import type { Reached, Session } from './session.ts';
import { writeScripts } from './write-scripts.ts';

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
  const reached = new Set(hosts.map(({ host }) => host.name));
  const planning = {
    action: 'recover',
    target: session.name,
    probes: verdict.phase === 'preflight' ? [] : session.config.verify.probes,
  };
  return {
    run,
    intent,
    verdict,
    plan: planRecovery(planning, verdict, unfinishedOf(session, self, { hosts, journals })),
    hosts: hosts.filter(({ host }) => intent.hosts.includes(host.name)),
    missing: intent.hosts.filter((host) => !reached.has(host)),
    journals,
  };
}

interface Found {
  readonly hosts: readonly Reached[];
  readonly journals: ReadonlyMap<string, Journal>;
}

function unfinishedOf(session: Session, self: string, { hosts, journals }: Found): Unfinished[] {
  const { strategy, target } = session;
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
        undone: intent.undo ? [intent.goal] : [],
      },
    ]),
  );
  const scripts = writeScripts(session, { action: 'recover', run: self }, goals);
  return known.flatMap(({ reached, journal }, index): Unfinished[] => {
    const script = scripts[index];
    if (script === undefined) return [];
    const { live, releases } = reached.state;
    const { goal, from } = journal.intent;
    const half = releases.some(({ build, is }) => build === goal.build && is === 'incomplete');
    return [
      {
        script,
        begun: new Set(journal.begun.map(({ phase }) => phase)),
        isBack: isAt(reached.state, journal.intent) && live === from?.build,
        isThere: live === goal.build,
        clear: half ? strategy.remove(goal.build, target.strategy) : [],
      },
    ];
  });
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
