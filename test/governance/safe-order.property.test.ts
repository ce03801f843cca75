import { expect, test } from 'vitest';
import type { BranchRestriction, Section } from '../../governance/desired.ts';
import { diff } from '../../governance/diff.ts';
import { inSafeOrder } from '../../governance/in-safe-order.ts';
import { branches } from '../../governance/resources/branches.ts';
import type { Change, Observed } from '../../governance/resources/resource.ts';
import { fc } from '../support/fc.ts';

const patterns = ['main', 'm*', '*', 'release/1'] as const;
const kinds = ['push', 'force', 'require_approvals_to_merge', 'require_commits_behind'] as const;
const people = ['{a}', '{b}', '{c}'];

const rule: fc.Arbitrary<BranchRestriction> = fc
  .record({
    kind: fc.constantFrom(...kinds),
    pattern: fc.constantFrom(...patterns),
    value: fc.integer({ min: 1, max: 4 }),
    users: fc.subarray(people),
  })
  .map(({ kind, pattern, value, users }) => ({
    kind,
    branch_match_kind: 'glob',
    pattern,
    value: kind.startsWith('require') ? value : null,
    users: kind === 'push' ? users : [],
    groups: [],
  }));
const rules = fc.uniqueArray(rule, { selector: (each) => branches.key(each), maxLength: 10 });

const observedOf = (list: readonly BranchRestriction[]): Observed[] =>
  list.map((item, index) => ({ ref: String(index), item }));

function sectionOf(list: readonly BranchRestriction[], unmanaged: 'report' | 'prune'): Section {
  const items = list.map((item) => ({
    key: branches.key(item),
    control: branches.key(item),
    item,
    absent: false,
    aside: {},
    said: {},
  }));
  return { kind: 'branches', unmanaged, items };
}

function carriedOut(observed: readonly Observed[], change: Change): Observed[] {
  const others = observed.filter((each) => change.action === 'create' || each.ref !== change.ref);
  return change.action === 'delete'
    ? others
    : [
        ...others,
        { ref: change.action === 'create' ? `new ${change.key}` : change.ref, item: change.after },
      ];
}

/** How strongly one rule protects: bigger is more, none is least. */
function strength(
  observed: readonly Observed[],
  kind: string,
  pattern: string,
  who: string,
): number {
  const own = observed
    .map(({ item }) => item as unknown as BranchRestriction)
    .find(
      (each) => each.kind === kind && each.branch_match_kind === 'glob' && each.pattern === pattern,
    );
  if (own === undefined) return Number.NEGATIVE_INFINITY;
  if (kind === 'push') return own.users.includes(who) ? 0 : 1;
  return kind === 'require_commits_behind' ? -(own.value ?? 0) : (own.value ?? 1);
}

/** The live rules before the first and after each of the changes, in order. */
function statesOf(
  before: readonly Observed[],
  changes: readonly Change[],
): (readonly Observed[])[] {
  const states: (readonly Observed[])[] = [before];
  for (const change of changes) states.push(carriedOut(states.at(-1) ?? before, change));
  return states;
}

const strengths = kinds.flatMap((kind) =>
  patterns.flatMap((pattern) =>
    people.map((who) => (state: readonly Observed[]) => strength(state, kind, pattern, who)),
  ),
);

test('no order of writes ever leaves a branch less protected than both before and after', () => {
  fc.assert(
    fc.property(rules, rules, fc.constantFrom('report', 'prune'), (live, wanted, unmanaged) => {
      const before = observedOf(live);
      const changes = inSafeOrder(diff(branches, sectionOf(wanted, unmanaged), before).changes);
      const states = statesOf(before, changes);
      const least = (of: (state: readonly Observed[]) => number) =>
        Math.min(of(before), of(states.at(-1) ?? before));
      for (const of of strengths) {
        expect(Math.min(...states.map(of))).toBeGreaterThanOrEqual(least(of));
      }
    }),
  );
});

test('all that tightens is done before anything loosens', () => {
  fc.assert(
    fc.property(rules, rules, (live, wanted) => {
      const { changes } = diff(branches, sectionOf(wanted, 'prune'), observedOf(live));
      const turns = inSafeOrder(changes).map((each) => branches.direction(each as never));
      const order = ['tightens', 'neither', 'loosens'];
      expect(turns).toEqual(turns.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    }),
  );
});

test('after all changes there is nothing left to change, and nothing that was not named has changed', () => {
  fc.assert(
    fc.property(rules, rules, fc.constantFrom('report', 'prune'), (live, wanted, unmanaged) => {
      const section = sectionOf(wanted, unmanaged);
      const before = observedOf(live);
      const { changes } = diff(branches, section, before);
      const after = changes.reduce<Observed[]>(carriedOut, [...before]);
      expect(diff(branches, section, after).changes).toEqual([]);
      const named = new Set(wanted.map((each) => branches.key(each)));
      const others = (list: readonly Observed[]) =>
        list.filter(({ item }) => !named.has(branches.key(item as never)));
      expect(others(after)).toEqual(unmanaged === 'prune' ? [] : others(before));
    }),
  );
});
