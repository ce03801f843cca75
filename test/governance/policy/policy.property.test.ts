import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../governance/policy/parse-policy.ts';
import { resolvePolicy } from '../../../governance/policy/resolve-policy.ts';
import { Stop } from '../../../src/error.ts';
import { fc } from '../../support/fc.ts';
import { runs } from '../../support/runs.ts';

const shop = [{ slug: 'shop', project: 'AME' }];

/** JSON is YAML. */
const resolved = (written: object) =>
  resolvePolicy(parsePolicy('p.yml', JSON.stringify({ workspace: 'zentra', ...written }), {}), shop)
    .desired[0]?.sections ?? [];

/** What is wanted, without who said so. */
const meant = (written: object) =>
  resolved(written).map(({ items, ...section }) => ({
    ...section,
    items: items.map(({ said, ...item }) => ({ ...item, fields: Object.keys(said).toSorted() })),
  }));

const maybe = <Each>(each: fc.Arbitrary<Each>) =>
  fc.option(each, { nil: undefined, freq: 3 }).map((value) => value);
const nullable = <Each>(each: fc.Arbitrary<Each>) => fc.option(each, { freq: 5 });

const few = <Each>(keys: readonly string[], each: fc.Arbitrary<Each>) =>
  fc.dictionary(fc.constantFrom(...keys), each, { maxKeys: 2 });

const push = fc.oneof(
  fc.constantFrom('nobody', 'anyone'),
  fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((groups) => ({ groups })),
);
const count = fc.integer({ min: 0, max: 3 });

const branch = fc.record(
  { push: nullable(push), approvals: nullable(count), forcePush: nullable(fc.boolean()) },
  { requiredKeys: [] },
);
const variable = fc.oneof(
  fc.constantFrom('one', 'two'),
  fc.constantFrom({ secured: true }, { absent: true }),
);

/** A layer that says a little of a little, so that layers meet. */
const layer = fc.record(
  {
    branches: nullable(few(['main', 'type:release'], nullable(branch))),
    variables: nullable(few(['A', 'B'], nullable(variable))),
    defaultReviewers: nullable(
      fc.constantFrom([], ['ana'], ['ana', 'bo'], [{ user: 'ana', remove: true as const }]),
    ),
    environments: nullable(
      few(
        ['live', 'test'],
        nullable(
          fc.record(
            { adminOnly: nullable(fc.boolean()), variables: nullable(few(['A'], variable)) },
            { requiredKeys: [] },
          ),
        ),
      ),
    ),
    repository: nullable(
      fc.record(
        { private: nullable(fc.boolean()), language: nullable(fc.constantFrom('go', 'php')) },
        { requiredKeys: [] },
      ),
    ),
    unmanaged: fc.constantFrom('report', 'prune', { branches: 'prune' }),
  },
  { requiredKeys: [] },
);

describe('layers', () => {
  test('mean the same however they are grouped', () =>
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        const entry = (use: string[]) => [{ match: 'shop', use }];
        const flat = { profiles: { a, b, c }, repositories: entry(['a', 'b', 'c']) };
        const left = {
          profiles: { a, b, c, ab: { use: ['a', 'b'] }, all: { use: ['ab', 'c'] } },
          repositories: entry(['all']),
        };
        const right = {
          profiles: { a, b, c, bc: { use: ['b', 'c'] } },
          repositories: entry(['a', 'bc']),
        };
        const apart = {
          defaults: a,
          projects: { AME: b },
          repositories: [{ match: '*', ...c }],
        };
        expect(meant(left)).toEqual(meant(flat));
        expect(meant(right)).toEqual(meant(flat));
        expect(meant(apart)).toEqual(meant(flat));
      }),
      { numRuns: runs(60) },
    ));

  test('change nothing where they repeat what is said', () =>
    fc.assert(
      fc.property(layer, (a) => {
        const once = { repositories: [{ match: 'shop', ...a }] };
        const twice = {
          repositories: [
            { match: 'shop', ...a },
            { match: 'shop', ...a },
          ],
        };
        expect(meant(twice)).toEqual(meant(once));
      }),
    ));

  test('never lead to a section that nobody named, and every item says who named it', () =>
    fc.assert(
      fc.property(layer, layer, (defaults, entry) => {
        const named = new Set(Object.keys({ ...defaults, ...entry }));
        if (named.has('environments')) named.add('environmentVariables');
        const sections = resolved({ defaults, repositories: [{ match: 'shop', ...entry }] });
        const items = sections.flatMap((each) => each.items);
        expect(sections.filter(({ kind }) => !named.has(kind))).toEqual([]);
        expect(items.filter(({ said }) => (said[''] ?? []).length === 0)).toEqual([]);
      }),
    ));
});

/** What a layer of the lock property says; undefined: nothing. */
interface Word {
  readonly locked: boolean;
  readonly approvals: number | undefined;
  readonly push: string[] | 'anyone' | undefined;
}

const word: fc.Arbitrary<Word> = fc.record({
  locked: fc.boolean(),
  approvals: maybe(count),
  push: maybe(fc.oneof(fc.constant('anyone' as const), fc.subarray(['a', 'b', 'c']))),
});

/** Nothing that is said may let more happen than what is locked. */
const holds = (locked: Word, later: Word) =>
  approvalsHold(locked, later) && pushHolds(locked.push, later.push);

const approvalsHold = (locked: Word, later: Word) =>
  (locked.approvals ?? 0) <= (later.approvals ?? Number.POSITIVE_INFINITY);

const pushHolds = (locked: Word['push'], later: Word['push']) =>
  later === undefined ||
  (locked ?? 'anyone') === 'anyone' ||
  (later !== 'anyone' && later.every((each) => locked?.includes(each)));

const writtenWord = ({ locked, approvals, push: groups }: Word) => ({
  match: 'shop',
  locked,
  branches: {
    main: {
      ...(approvals !== undefined && { approvals }),
      ...(groups !== undefined && {
        push: groups === 'anyone' ? groups : groups.length === 0 ? 'nobody' : { groups },
      }),
    },
  },
});

describe('a locked value', () => {
  test('never ends up looser: what would loosen it is refused, and nothing else is', () =>
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const isBroken = words.some(
          (locked, index) =>
            locked.locked && words.slice(index + 1).some((later) => !holds(locked, later)),
        );
        const work = () => resolved({ repositories: words.map(writtenWord) });
        if (isBroken) expect(work).toThrow(Stop);
        else expect(work).not.toThrow();
      }),
      { numRuns: runs(300) },
    ));
});

describe('whatever is written', () => {
  const names = fc.constantFrom(
    ...['workspace', 'defaults', 'projects', 'profiles', 'repositories', 'exceptions', 'unmanaged'],
    ...['branches', 'push', 'approvals', 'environments', 'variables', 'webhooks', 'use', 'match'],
    ...['restrictions', 'settings', 'locked', 'groups', '__proto__', 'constructor', 'permissions'],
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of a policy
      fc.constantFrom('nobody', 'a', '', '${X}', '${', null, true, 0, -1, 1.5, '*', '[', '!(a'),
      fc.string(),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(names, tie('tree'), { maxKeys: 5 }),
    ),
  }));

  test('parsePolicy() throws nothing but a Stop that says where', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          fc.dictionary(names, tree).map((each) => JSON.stringify(each)),
          fc.dictionary(names, tree).map((each) => JSON.stringify({ ...each, workspace: 'w' })),
          fc.tuple(fc.json(), fc.nat()).map(([text, end]) => text.slice(0, end % 50)),
        ),
        (text) => {
          try {
            resolvePolicy(parsePolicy('p.yml', text, { X: 'x' }), shop);
          } catch (error) {
            expect(error).toBeInstanceOf(Stop);
            expect((error as Stop).code).toBe('usage');
            for (const line of (error as Stop).details) expect(line).toMatch(/^p\.yml:\d+:\d+ ./);
          }
        },
      ),
      { numRuns: runs(500) },
    ));
});
