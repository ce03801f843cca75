import type { Engine } from '../../src/engine/run-stage.ts';
import {
  type Intent,
  type Journal,
  outcomeLine,
  phaseLine,
  readJournal,
} from '../../src/release/journal.ts';
import type { Step } from '../../src/release/plan.ts';
import type { Outcome } from '../../src/release/record.ts';
import type { Verdict, Witness } from '../../src/release/recovery.ts';
import type { ReleaseFacts, Script } from '../../src/release/script.ts';
import type { Unfinished } from '../../src/release/unfinished.ts';
import { aReleaseFacts } from './a-script.ts';
import { stepByStep } from './step-by-step.ts';

/** A host as the model knows it: what would be on its disk. */
export interface ModelHost {
  readonly name: string;
  pointer: string | null;
  readonly releases: Map<string, 'complete' | 'incomplete'>;
  /** The text of the link that waits beside the pointer. */
  staged: string | null;
  /** How many migrations are in its database: less than none when they were taken back twice. */
  migrations: number;
  journal: string;
  readonly records: { readonly run: string; readonly outcome: Outcome }[];
}

/** Thrown to nobody: whatever was going on is over, as after kill -9. */
const never = new Promise<never>(() => undefined);

/** When a run dies: after so many changes, and whether the changes that are under way then still happen. */
export interface Death {
  readonly after: number;
  /** Answers, one by one, for each change that is under way. */
  readonly coins: readonly boolean[];
}

/** A process that may die between any two changes, or in the middle of several at once. */
export function aMortal({ after, coins }: Death) {
  let changes = 0;
  let coin = 0;
  let isOver = false;
  let die: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => {
      isOver = true;
      resolve('died');
    };
  });
  /** Several hosts are changed at once: what was sent before the end may still arrive. */
  const arrives = () => coins[coin++ % Math.max(coins.length, 1)] === true;
  /** Makes one change, unless the process is dead by then. */
  const change = async (make: () => void): Promise<void> => {
    if (isOver) return never;
    changes += 1;
    if (changes <= after) return make();
    if (arrives()) make();
    queueMicrotask(die);
    return never;
  };
  return { change, died, isAlive: () => changes <= after };
}
export type Mortal = ReturnType<typeof aMortal>;

/** What the steps of the model do to a host. */
const verbs: Readonly<Record<string, (host: ModelHost, word: string) => void>> = {
  upload: ({ releases }, build) => {
    if (releases.get(build) !== 'complete') releases.set(build, 'incomplete');
  },
  seal: ({ releases }, build) => void releases.set(build, 'complete'),
  remove: ({ releases }, build) => void releases.delete(build),
  migrate: (host) => {
    host.migrations += 1;
  },
  undo: (host) => {
    host.migrations -= 1;
  },
  stage: (host, build) => {
    host.staged = build;
  },
  switch: (host) => {
    if (host.staged === null) throw new Error('nothing is staged');
    host.pointer = host.staged;
    host.staged = null;
  },
  drop: (host) => {
    host.pointer = null;
  },
  nothing: () => undefined,
};

function step(verb: string, word = ''): Step {
  return { does: 'run', title: `${verb} ${word}`, command: [verb, word] };
}

/** What becomes of a run in the model. */
interface Fate {
  readonly mortal: Mortal;
  /** The titles of steps that do not pass, as `host verb`. */
  readonly failing?: ReadonlySet<string>;
  /** Hosts whose answers take so many turns longer. */
  readonly slow?: ReadonlyMap<string, number>;
  /** What the run means to do on a host; not given by who goes on with another run's journals. */
  readonly intentOf?: (host: ModelHost) => Intent;
}

/** An engine whose world is the model. */
export function aModelEngine(
  hosts: readonly ModelHost[],
  { mortal, failing = new Set(), slow = new Map(), intentOf }: Fate,
): Engine {
  const named = new Map(hosts.map((host) => [host.name, host]));
  const perform = stepByStep(
    async ({ host: name, step: each }) => {
      const host = named.get(name);
      await turns(slow.get(name));
      if (each.does !== 'run' || host === undefined) return mortal.change(() => undefined);
      const [verb = 'nothing', word = ''] = each.command;
      if (failing.has(`${name} ${verb}`)) throw new Error('refused');
      return mortal.change(() => verbs[verb]?.(host, word));
    },
    async (name, { phase, back }) => {
      const host = named.get(name);
      await turns(slow.get(name));
      if (host === undefined) return;
      const opening = host.journal === '' && intentOf ? `${JSON.stringify(intentOf(host))}\n` : '';
      if (host.journal === '' && opening === '') return;
      await mortal.change(() => {
        host.journal += `${opening}${phaseLine(phase, back)}\n`;
      });
    },
  );
  return {
    perform,
    emit: () => undefined,
    seconds: () => 0,
    signal: new AbortController().signal,
  };
}

async function turns(count = 0): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
}

/** What a host goes through on its way from what it has to a build. */
export function aModelScript(
  host: ModelHost,
  to: ReleaseFacts,
  { from, migrates }: { readonly from: string | null; readonly migrates: boolean },
): Script {
  const { build } = to;
  const back = from === null ? [step('drop')] : [step('stage', from), step('switch', from)];
  return {
    host: host.name,
    address: host.name,
    to,
    from: from === null ? undefined : aReleaseFacts(from),
    open: [step('nothing')],
    place: {
      upload: [step('upload', build)],
      prepare: [step('nothing')],
      seal: [step('seal', build)],
    },
    cutOver: {
      stage: [step('stage', build)],
      switch: [step('switch', build), step('nothing')],
      restore: back,
    },
    hooks: {
      prepare: [],
      migrate: migrates ? [step('migrate')] : [],
      reload: [step('nothing')],
      verify: [step('nothing')],
    },
    reloadBack: [step('nothing')],
    undo: migrates ? [step('undo')] : [],
    remove: [],
  };
}

/** Writes on all hosts how the run ended there, then its records; a record that is there closes the journal. */
export async function recordOn(
  hosts: readonly ModelHost[],
  mortal: Mortal,
  { run, outcomeOn }: { readonly run: string; readonly outcomeOn: (host: string) => Outcome },
): Promise<void> {
  const went = hosts.filter(({ name }) => outcomeOn(name) === 'activated');
  // A failure that is noted first would pass for that of all.
  for (const some of [went, hosts.filter((host) => !went.includes(host))])
    await Promise.all(
      some.map((host) =>
        mortal.change(() => {
          if (host.journal === '') return;
          host.journal += `${outcomeLine(outcomeOn(host.name))}\n`;
        }),
      ),
    );
  await Promise.all(
    hosts.map(async (host) => {
      await mortal.change(() => {
        if (host.records.some((record) => record.run === run)) return;
        host.records.push({ run, outcome: outcomeOn(host.name) });
      });
      await mortal.change(() => {
        host.journal = '';
      });
    }),
  );
}

/** What the hosts that can be reached tell of a run. */
export function witnessesOf(hosts: readonly ModelHost[], run: string): Witness[] {
  return hosts.map(({ name, pointer, journal: text, records }) => {
    const journal = readJournal(text);
    if (journal === 'damaged') throw new Error('the model wrote a damaged journal');
    return {
      host: name,
      live: pointer ?? undefined,
      journal: journal?.intent.run === run ? journal : undefined,
      recorded: records.findLast((record) => record.run === run)?.outcome,
    };
  });
}

/** The hosts whose journals are open, as the recovery sees them. */
export function unfinishedOn(hosts: readonly ModelHost[], verdict: Verdict): Unfinished[] {
  return hosts.flatMap((host) => {
    const journal = readJournal(host.journal);
    if (journal === undefined || journal === 'damaged') return [];
    return [unfinished(host, journal, verdict)];
  });
}

function unfinished(host: ModelHost, { intent, begun, outcome }: Journal, { way }: Verdict) {
  const { goal, from, undo, action } = intent;
  // A rollback that goes back brings no migrations again.
  const migrates = undo && (action !== 'rollback' || way === 'finish');
  const had = from?.build ?? null;
  const is = host.releases.get(goal.build);
  return {
    script: aModelScript(host, goal, { from: had, migrates }),
    action,
    begun: new Set(begun.map(({ phase }) => phase)),
    begunBack: new Set(begun.flatMap(({ phase, back }) => (back ? [phase] : []))),
    own: outcome,
    isBack: host.pointer === had,
    isThere: host.pointer === goal.build,
    isComplete: is === 'complete',
    clear: is === 'incomplete' ? [step('remove', goal.build)] : [],
  };
}
