import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/engine/execute.ts';
import { takeBack } from '../../src/engine/take-back.ts';
import { tidy } from '../../src/engine/tidy.ts';
import type { Intent } from '../../src/release/journal.ts';
import { planRecovery } from '../../src/release/plan-recovery.ts';
import { planRelease } from '../../src/release/plan-release.ts';
import { planRollback } from '../../src/release/plan-rollback.ts';
import type { Outcome } from '../../src/release/record.ts';
import { judge } from '../../src/release/recovery.ts';
import { aReleaseFacts } from '../support/a-script.ts';
import {
  aModelEngine,
  aModelScript,
  aMortal,
  type Death,
  type ModelHost,
  openModelJournals,
  recordOn,
  unfinishedOn,
  witnessesOf,
} from '../support/model-hosts.ts';

const runs = 3_000;
const planning = { target: 'production', probes: [] };

interface Story {
  readonly action: 'activate' | 'rollback';
  readonly hosts: number;
  /** Nothing is live yet. */
  readonly first: boolean;
  readonly migrates: boolean;
  /** A step that does not pass, as `host verb`: then the run is on its way back when it dies. */
  readonly failing: string;
  readonly death: Death;
  /** The recovery dies, too. */
  readonly again: Death | undefined;
  /** Hosts that the first recovery can't reach. */
  readonly away: readonly number[];
}

const death = fc.record({ after: fc.nat(70), coins: fc.array(fc.boolean(), { maxLength: 5 }) });
const story: fc.Arbitrary<Story> = fc
  .record({
    action: fc.constantFrom('activate' as const, 'rollback' as const),
    hosts: fc.integer({ min: 1, max: 5 }),
    first: fc.boolean(),
    migrates: fc.boolean(),
    failing: fc.oneof(
      fc.constant(''),
      fc
        .tuple(fc.nat(4), fc.constantFrom('upload', 'migrate', 'stage', 'switch', 'nothing'))
        .map(([host, verb]) => `h${host} ${verb}`),
    ),
    death,
    again: fc.option(death, { nil: undefined }),
    away: fc.subarray([0, 1, 2, 3, 4]),
  })
  .map((each) => (each.action === 'rollback' ? { ...each, first: false } : each));

function hostsOf({ hosts, first, action }: Story): ModelHost[] {
  return Array.from({ length: hosts }, (_, index) => ({
    name: `h${index}`,
    pointer: first ? null : 'old',
    releases: new Map<string, 'complete' | 'incomplete'>([
      ...(first ? [] : [['old', 'complete'] as const]),
      ...(action === 'rollback' ? [['new', 'complete'] as const] : []),
    ]),
    staged: null,
    migrated: false,
    journal: '',
    records: [],
  }));
}

/** The run, in the order in which carryOut does things, until it ends or dies. */
async function live(
  story: Story,
  hosts: readonly ModelHost[],
): Promise<{ readonly outcome: Outcome | undefined; readonly executed: boolean }> {
  let executed = false;
  const mortal = aMortal(story.death);
  const from = story.first ? null : 'old';
  const to = aReleaseFacts('new');
  const scripts = hosts.map((host, index) =>
    aModelScript(host, to, { from, migrates: story.migrates && index === 0 }),
  );
  const make = story.action === 'rollback' ? planRollback : planRelease;
  const plan = make({ ...planning, action: story.action }, scripts);
  const intentOf = ({ name }: ModelHost): Intent => ({
    run: 'dead',
    action: story.action,
    target: 'production',
    host: name,
    hosts: hosts.map((host) => host.name),
    by: 'ana',
    pipeline: '',
    reason: '',
    started_at: '2026-11-21T12:00:00.000Z',
    goal: to,
    from: from === null ? null : aReleaseFacts(from),
    pointer: from,
    migrations: [],
    undo: story.migrates && name === 'h0',
  });
  const work = async () => {
    await openModelJournals(hosts, mortal, intentOf);
    const engine = aModelEngine(hosts, mortal, new Set([story.failing]));
    const { outcome } = await execute(plan, engine);
    executed = true;
    await recordOn(hosts, mortal, { run: 'dead', outcome });
    return outcome;
  };
  const ended = await Promise.race([work(), mortal.died]);
  return { outcome: ended === 'died' ? undefined : ended, executed };
}

/** What recoverRuns does with the hosts it can reach. */
async function recover(hosts: readonly ModelHost[], dies: Death): Promise<'died' | 'ended'> {
  const mortal = aMortal(dies);
  const open = unfinishedOn(hosts);
  if (open.length === 0) return 'ended';
  const verdict = judge(witnessesOf(hosts, 'dead'));
  const plan = planRecovery({ ...planning, action: 'recover' }, verdict, open);
  const engine = aModelEngine(hosts, mortal);
  const work = async () => {
    if (verdict.way === 'revert') await takeBack(plan.rollback, engine);
    else await execute(plan, engine);
    await tidy(plan, engine);
    const names = new Set(open.map(({ script }) => script.host));
    const { outcome } = verdict;
    await recordOn(
      hosts.filter(({ name }) => names.has(name)),
      mortal,
      { run: 'dead', outcome },
    );
    return 'ended' as const;
  };
  return Promise.race([work(), mortal.died]);
}

const immortal: Death = { after: Number.POSITIVE_INFINITY, coins: [] };

/** All of them run the same, what the records say, and nothing of the run is left. */
function expectEnded(hosts: readonly ModelHost[], { first }: Story) {
  const pointers = new Set(hosts.map(({ pointer }) => pointer));
  expect(pointers.size).toBe(1);
  const [pointer = null] = pointers;
  // What could not be taken back at first is on record as that where it was written in time.
  const outcomes = hosts
    .flatMap(({ records }) => records.map(({ outcome }) => outcome))
    .filter((outcome) => outcome !== 'split');
  expect(new Set(outcomes).size).toBeLessThanOrEqual(1);
  for (const outcome of outcomes)
    expect(pointer).toBe(outcome === 'activated' ? 'new' : before(first));
  for (const host of hosts) {
    expect(host.journal).toBe('');
    expect(host.records.length).toBeLessThanOrEqual(1);
    expect(host.releases.get(pointer ?? '')).toBe(pointer === null ? undefined : 'complete');
  }
}

function halfMade(hosts: readonly ModelHost[]): readonly ModelHost[] {
  return hosts.filter(({ releases }) => releases.get('new') === 'incomplete');
}

function before(first: boolean): string | null {
  return first ? null : 'old';
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
      { numRuns: runs },
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
      { numRuns: runs },
    );
  });

  test('leaves the hosts that can be reached alike, and the others as soon as they can be', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (each) => {
        const hosts = hostsOf(each);
        if ((await live(each, hosts)).outcome === 'split') return;
        const near = hosts.filter((_, index) => !each.away.includes(index));
        await recover(near, immortal);
        expect(new Set(near.map(({ pointer }) => pointer)).size).toBeLessThanOrEqual(1);
        await recover(hosts, immortal);
        expectEnded(hosts, each);
      }),
      { numRuns: runs },
    );
  });
});
