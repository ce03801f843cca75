import { describe, expect, test } from 'vitest';
import { execute } from '../../src/engine/execute.ts';
import { takeBack } from '../../src/engine/take-back.ts';
import { tidy } from '../../src/engine/tidy.ts';
import type { Intent } from '../../src/release/journal.ts';
import type { Plan } from '../../src/release/plan.ts';
import { planRecovery } from '../../src/release/plan-recovery.ts';
import { planPlacing, planRelease } from '../../src/release/plan-release.ts';
import { planRollback } from '../../src/release/plan-rollback.ts';
import type { Outcome } from '../../src/release/record.ts';
import { endOf, judge } from '../../src/release/recovery.ts';
import { outcomeOn } from '../../src/release/unfinished.ts';
import { aReleaseFacts } from '../support/a-script.ts';
import { fc } from '../support/fc.ts';
import { fullFaults } from '../support/full-faults.ts';
import {
  aModelEngine,
  aModelScript,
  aMortal,
  type Death,
  type ModelHost,
  recordOn,
  unfinishedOn,
  witnessesOf,
} from '../support/model-hosts.ts';
import { runs } from '../support/runs.ts';

const planning = { target: 'production', probes: [] };

interface Story {
  readonly action: 'activate' | 'rollback' | 'validate';
  readonly hosts: number;
  /** Nothing is live yet. */
  readonly first: boolean;
  readonly migrates: boolean;
  /** What becomes of the others when a host fails. */
  readonly onHostFailure: 'revert' | 'continue';
  /** Hosts that have the goal already. */
  readonly there: readonly number[];
  /** A step that does not pass, as `host verb`: then the run is on its way back when it dies. */
  readonly failing: string;
  /** How many turns longer each host takes to answer. */
  readonly slow: readonly number[];
  readonly death: Death;
  /** The recovery dies, too. */
  readonly again: Death | undefined;
  /** Hosts that the first recovery can't reach. */
  readonly away: readonly number[];
}

const death = fc.record({ after: fc.nat(70), coins: fc.array(fc.boolean(), { maxLength: 5 }) });
const story: fc.Arbitrary<Story> = fc
  .record({
    action: fc.constantFrom('activate' as const, 'rollback' as const, 'validate' as const),
    hosts: fc.integer({ min: 1, max: 5 }),
    first: fc.boolean(),
    migrates: fc.boolean(),
    onHostFailure: fc.constantFrom('revert' as const, 'continue' as const),
    there: fc.oneof(fc.constant([]), fc.subarray([0, 1, 2, 3, 4])),
    failing: fc.oneof(
      fc.constant(''),
      fc
        .tuple(fc.nat(4), fc.constantFrom('upload', 'migrate', 'stage', 'switch', 'nothing'))
        .map(([host, verb]) => `h${host} ${verb}`),
    ),
    slow: fc.array(fc.nat(40), { maxLength: 5 }),
    death,
    again: fc.option(death, { nil: undefined }),
    away: fc.subarray([0, 1, 2, 3, 4]),
  })
  .map((each) => {
    // Only a release goes on without a host that fails, and nothing is live yet only before the first.
    const releases = each.action === 'activate';
    return {
      ...each,
      first: releases && each.first,
      migrates: each.action !== 'validate' && each.migrates,
      there: each.action === 'validate' || each.first ? [] : each.there,
      onHostFailure: releases ? each.onHostFailure : ('revert' as const),
    };
  });

/** Once found: a recovery that reached one host of three took back what the run had done, and the next went on with it. */
const found: [Story][] = [
  [
    {
      action: 'activate',
      hosts: 3,
      first: false,
      migrates: true,
      onHostFailure: 'revert',
      there: [],
      failing: '',
      slow: [],
      death: { after: 47, coins: [true, false] },
      again: undefined,
      away: [0, 2],
    },
  ],
];
const settings = { numRuns: runs(fullFaults ? 20_000 : 1_000), examples: found };

function hostsOf(story: Story): ModelHost[] {
  const { hosts, action } = story;
  return Array.from({ length: hosts }, (_, index) => {
    const pointer = before(story, index);
    const complete = [
      ...(story.first ? [] : ['old']),
      ...(action === 'rollback' || pointer === 'new' ? ['new'] : []),
    ];
    return {
      name: `h${index}`,
      pointer,
      releases: new Map(complete.map((build) => [build, 'complete'] as const)),
      staged: null,
      migrations: action === 'rollback' && index === migrating(story) ? 1 : 0,
      journal: '',
      records: [],
    };
  });
}

function before({ first, there }: Story, index: number): string | null {
  if (there.includes(index)) return 'new';
  return first ? null : 'old';
}

/** The first host that moves migrates for all. */
function migrating(story: Story): number | undefined {
  if (!story.migrates) return undefined;
  return Array.from({ length: story.hosts }, (_, index) => index).find(
    (index) => before(story, index) !== 'new',
  );
}

function planOf(story: Story, hosts: readonly ModelHost[]): Plan {
  const { action, onHostFailure } = story;
  const scripts = hosts.map((host, index) =>
    aModelScript(host, aReleaseFacts('new'), {
      from: before(story, index),
      migrates: index === migrating(story),
    }),
  );
  if (action === 'rollback') return planRollback({ ...planning, action }, scripts);
  const plan = planRelease({ ...planning, action, onHostFailure }, scripts);
  return action === 'validate' ? { ...plan, stages: planPlacing(scripts), rollback: [] } : plan;
}

function intentOf(story: Story, hosts: readonly ModelHost[], { name }: ModelHost): Intent {
  const index = hosts.findIndex((host) => host.name === name);
  const from = before(story, index);
  return {
    run: 'dead',
    action: story.action,
    target: 'production',
    host: name,
    hosts: hosts.map((host) => host.name),
    by: 'ana',
    pipeline: '',
    reason: '',
    started_at: '2026-11-21T12:00:00.000Z',
    goal: aReleaseFacts('new'),
    from: from === null ? null : aReleaseFacts(from),
    pointer: from,
    migrations: [],
    undo: index === migrating(story),
  };
}

/** The run, in the order in which carryOut does things, until it ends or dies. */
async function live(
  story: Story,
  hosts: readonly ModelHost[],
): Promise<{ readonly outcome: Outcome | undefined; readonly executed: boolean }> {
  let executed = false;
  const mortal = aMortal(story.death);
  const work = async () => {
    const engine = aModelEngine(hosts, {
      mortal,
      failing: new Set([story.failing]),
      slow: new Map(story.slow.map((count, index) => [`h${index}`, count])),
      intentOf: (host) => intentOf(story, hosts, host),
    });
    const { outcome, behind, apart } = await execute(planOf(story, hosts), engine);
    executed = true;
    const called = outcome === 'activated' && story.action === 'validate' ? 'unchanged' : outcome;
    const outcomeOn = (host: string) => {
      if (behind.length === 0) return called;
      return behind.includes(host) ? 'failed' : 'activated';
    };
    await recordOn(hosts, mortal, { run: 'dead', outcomeOn });
    return behind.length > 0 && apart.length === 0 ? 'activated' : called;
  };
  const ended = await Promise.race([work(), mortal.died]);
  return { outcome: ended === 'died' ? undefined : ended, executed };
}

/** What recoverRuns does with the hosts it can reach. */
async function recover(
  hosts: readonly ModelHost[],
  dies: Death,
  all = hosts,
): Promise<'died' | 'ended'> {
  const mortal = aMortal(dies);
  const verdict = judge(witnessesOf(hosts, 'dead'));
  const open = unfinishedOn(hosts, verdict);
  if (open.length === 0) return 'ended';
  const plan = planRecovery({ ...planning, action: 'recover' }, verdict, open);
  const engine = aModelEngine(hosts, { mortal });
  const ends = new Map(open.map((each) => [each.script.host, outcomeOn(each, verdict)]));
  const work = async () => {
    await execute({ ...plan, rollback: [] }, engine);
    await takeBack(plan.rollback, engine);
    await tidy(plan, engine);
    const apart = hosts.length < all.length;
    // A host on which nothing had begun was part of the run all the same.
    const end = (host: string) => endOf(verdict, apart) ?? ends.get(host) ?? verdict.outcome;
    await recordOn(hosts, mortal, { run: 'dead', outcomeOn: end });
    return 'ended' as const;
  };
  return Promise.race([work(), mortal.died]);
}

const immortal: Death = { after: Number.POSITIVE_INFINITY, coins: [] };

/** Every host has what its record says, or what it had; all of them say the same, but where a host was left behind. */
function expectEnded(hosts: readonly ModelHost[], story: Story) {
  const outcomes = hosts.map(({ records }) => records[0]?.outcome);
  // What could not be taken back at first is on record as that where it was written in time.
  const whole = new Set(outcomes.filter((outcome) => outcome !== 'split' && outcome !== undefined));
  if (story.onHostFailure === 'revert') expect(whole.size).toBeLessThanOrEqual(1);
  expectAlike(hosts, story);
  for (const [index, host] of hosts.entries()) {
    const had = before(story, index);
    expect(host.pointer).toBe(outcomes[index] === 'activated' ? 'new' : had);
    expect(host.journal).toBe('');
    expect(host.records.length).toBeLessThanOrEqual(1);
    const { pointer } = host;
    expect(host.releases.get(pointer ?? '')).toBe(pointer === null ? undefined : 'complete');
    expect([0, 1]).toContain(host.migrations);
  }
}

function halfMade(hosts: readonly ModelHost[]): readonly ModelHost[] {
  return hosts.filter(({ releases }) => releases.get('new') === 'incomplete');
}

describe('a run that dies anywhere', () => {
  test('leaves, after one recovery, every host on the old or every host on the new release', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const hosts = hostsOf(each);
        const { outcome, executed } = await live(each, hosts);
        fc.pre(outcome !== 'split');
        const noted = hosts.filter(({ journal }) => journal !== '');
        await recover(hosts, immortal);
        expectEnded(hosts, each);
        for (const { records } of noted) expect(records).toHaveLength(1);
        expect(executed ? [] : halfMade(hosts)).toEqual([]);
      }),
      settings,
    );
  });

  test('is recovered although the recovery dies, too', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const hosts = hostsOf(each);
        if ((await live(each, hosts)).outcome === 'split') return;
        await recover(hosts, each.again ?? immortal);
        await recover(hosts, immortal);
        expectEnded(hosts, each);
      }),
      settings,
    );
  });

  test('leaves the hosts that can be reached alike, and the others as soon as they can be', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const hosts = hostsOf(each);
        if ((await live(each, hosts)).outcome === 'split') return;
        const near = hosts.filter((_, index) => !each.away.includes(index));
        await recover(near, immortal, hosts);
        expectAlike(near, each);
        await recover(hosts, immortal);
        expectEnded(hosts, each);
      }),
      settings,
    );
  });
});

/** All that moved are there, or all are back; but where one was left behind. */
function expectAlike(hosts: readonly ModelHost[], story: Story) {
  if (story.onHostFailure === 'continue') return;
  const moved = hosts.filter(({ name }) => before(story, Number(name.slice(1))) !== 'new');
  expect(new Set(moved.map(({ pointer }) => pointer)).size).toBeLessThanOrEqual(1);
}
