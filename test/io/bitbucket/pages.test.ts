import { describe, expect, test } from 'vitest';
import { allPages } from '../../../src/io/bitbucket/pages.ts';
import { fc } from '../../support/fc.ts';
import { problem } from '../../support/problem.ts';

const base = 'https://proxy.example.com/2.0';
const list = 'repositories/zentra/ame-web/hooks?pagelen=2';
const url = `${base}/repositories/zentra/ame-web/hooks`;
const items = (...ids: number[]) => ids.map((id) => ({ id }));

/** Reads a list from pages that are given by path. */
function reading(pages: Readonly<Record<string, unknown>>, path = list) {
  const asked: string[] = [];
  const all = allPages(path, base, async (at) => {
    asked.push(at.replace('repositories/zentra/ame-web/hooks', ''));
    if (asked.length > 50) throw new Error('It never ends');
    return pages[asked.at(-1)!] ?? { values: [], size: 3 };
  });
  return { all, asked };
}

describe('allPages()', () => {
  test('gives all items of a list with one page', async () => {
    const { all, asked } = reading({ '?pagelen=2': { values: items(1, 2), size: 2 } });
    expect(await all).toEqual(items(1, 2));
    expect(asked).toEqual(['?pagelen=2']);
  });

  test('believes an empty list that says it is empty, or says nothing', async () => {
    expect(await reading({ '?pagelen=2': { values: [], size: 0 } }).all).toEqual([]);
    expect(await reading({ '?pagelen=2': { values: [] } }).all).toEqual([]);
  });

  test('follows next, whatever its query is', async () => {
    const { all, asked } = reading({
      '?pagelen=2': { values: items(1, 2), next: `${url}?ctx=a%2Bb` },
      '?ctx=a%2Bb': { values: items(3) },
    });
    expect(await all).toEqual(items(1, 2, 3));
    expect(asked).toEqual(['?pagelen=2', '?ctx=a%2Bb']);
  });

  test.each([
    [
      'Bitbucket’s own address, behind a proxy',
      'https://api.bitbucket.org/2.0/repositories/zentra/ame-web/hooks?page=2',
    ],
    [
      'an address that encodes more than ours',
      `${base}/repositories/zentra/ame%2Dweb/hooks?page=2`,
    ],
  ])('follows next on %s', async (_, next) => {
    const { all, asked } = reading({
      '?pagelen=2': { values: items(1, 2), next },
      '?page=2': { values: items(3) },
    });
    expect(await all).toEqual(items(1, 2, 3));
    expect(asked[1]).toBe('?page=2');
  });

  test.each([
    ['of another server', 'https://evil.example.com/2.0/repositories/zentra/ame-web/hooks?page=2'],
    [
      'of another port',
      'https://proxy.example.com:444/2.0/repositories/zentra/ame-web/hooks?page=2',
    ],
    ['without TLS', 'http://proxy.example.com/2.0/repositories/zentra/ame-web/hooks?page=2'],
    ['of another list', `${base}/repositories/zentra/ame-api/hooks?page=2`],
    ['that is no address', 'page two'],
    ['that leads back', `${url}?pagelen=2`],
  ])('goes on by number instead of following a next %s', async (_, next) => {
    const { all, asked } = reading({
      '?pagelen=2': { values: items(1, 2), next, size: 3 },
      '?pagelen=2&page=2': { values: items(3), size: 3 },
    });
    expect(await all).toEqual(items(1, 2, 3));
    expect(asked).toEqual(['?pagelen=2', '?pagelen=2&page=2']);
  });

  test('goes on by number where next is missing and size says more', async () => {
    const { all, asked } = reading({
      '?pagelen=2': { values: items(1, 2), size: 5 },
      '?pagelen=2&page=2': { values: items(3, 4), size: 5 },
      '?pagelen=2&page=3': { values: items(5), size: 5 },
    });
    expect(await all).toEqual(items(1, 2, 3, 4, 5));
    expect(asked).toHaveLength(3);
  });

  test('gives an item that moved to the next page once', async () => {
    const { all } = reading({
      '?pagelen=2': {
        values: [
          { uuid: '{a}', id: 1 },
          { uuid: '{b}', id: 1 },
        ],
        next: `${url}?page=2`,
      },
      '?page=2': {
        values: [
          { uuid: '{b}', id: 1 },
          { uuid: '{c}', id: 1 },
        ],
      },
    });
    expect(await all).toHaveLength(3);
  });

  test('keeps items that are equal but for what has no name', async () => {
    const values = [{ type: 'a', user: 1 }, { type: 'b', user: 1 }, 7, null];
    expect(await reading({ '?pagelen=2': { values } }).all).toEqual(values);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'an empty page although there is something',
      { '?pagelen=2': { values: [], size: 3 } },
      'it has 3 items, and gave 0',
    ],
    [
      'an empty page before the end',
      {
        '?pagelen=2': { values: items(1, 2), size: 3 },
        '?pagelen=2&page=2': { values: [], size: 3 },
      },
      'it has 3 items, and gave 2',
    ],
    [
      'the first page again and again',
      {
        '?pagelen=2': { values: items(1, 2), size: 5 },
        '?pagelen=2&page=2': { values: items(1, 2), size: 5 },
      },
      'it has 5 items, and gave 2',
    ],
    [
      'a next that leads back, without a size',
      { '?pagelen=2': { values: items(1), next: `${url}?pagelen=2` } },
      'its next page cannot be followed',
    ],
    [
      'ever new addresses of nothing',
      Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [
          at === 0 ? '?pagelen=2' : `?page=${at}`,
          { values: [], next: `${url}?page=${at + 1}` },
        ]),
      ),
      'page after page brings nothing new',
    ],
  ])('takes %s for a problem, not for the end', async (_, pages, why) => {
    const { kind, message } = await problem(reading(pages).all);
    expect([kind, message]).toEqual([
      'incomplete',
      `Cannot read "repositories/zentra/ame-web/hooks": ${why}`,
    ]);
  });

  test.each([
    ['an object that is no list', { type: 'repository' }],
    ['a bare array', items(1)],
    ['null', null],
  ])('refuses %s', async (_, answer) => {
    const { kind, message } = await problem(allPages(list, base, async () => answer));
    expect([kind, message]).toEqual([
      'not-json',
      'Cannot read "repositories/zentra/ame-web/hooks": the answer is no list',
    ]);
  });

  const faults = fc.constantFrom(...(['right', 'missing', 'foreign', 'first'] as const));
  test('gives everything or a problem, whichever faults the pages have', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(25),
        fc.array(faults, { minLength: 14, maxLength: 14 }),
        fc.option(fc.nat(5), { nil: undefined }),
        async (length, nexts, empty) => {
          const read = async (path: string) => faulty(path, { length, nexts, empty });
          const outcome = await allPages(list, base, read).catch(() => 'problem' as const);
          if (outcome !== 'problem') expect(outcome).toHaveLength(length);
          if (empty === undefined) expect(outcome).not.toBe('problem');
        },
      ),
    );
  });
});

interface Faults {
  readonly length: number;
  readonly nexts: readonly ('right' | 'missing' | 'foreign' | 'first')[];
  /** The page that is empty although it should not be. */
  readonly empty: number | undefined;
}

function faulty(path: string, { length, nexts, empty }: Faults) {
  const number = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1);
  const all = items(...Array.from({ length }, (_, at) => at));
  const next = {
    right: `${url}?pagelen=2&page=${number + 1}`,
    missing: undefined,
    foreign: `https://evil.example.com/hooks?page=${number + 1}`,
    first: `${url}?pagelen=2`,
  }[nexts[number - 1] ?? 'right'];
  return {
    values: number === empty ? [] : all.slice(number * 2 - 2, number * 2),
    size: length,
    ...(number * 2 < length ? { next } : {}),
  };
}
