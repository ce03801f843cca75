import { describe, expect, test } from 'vitest';
import { commonBuild } from '../../src/release/common-build.ts';
import { aHistory } from '../support/a-history.ts';
import { aHostState, aRelease } from '../support/a-host-state.ts';

const host = (words: string, present: string) => {
  const records = aHistory(words);
  const live = records.at(-1)?.live ?? undefined;
  return aHostState({ records, live, releases: [...present].map((build) => aRelease(build)) });
};

describe('commonBuild()', () => {
  test.each([
    ['what was live last and is on all of them', ['A B C', 'ABC'], ['A B C', 'AC'], 'A'],
    ['what some still have live', ['A B C', 'ABC'], ['A B', 'AB'], 'B'],
    ['not what all have live', ['A B', 'AB'], ['A B', 'AB'], 'A'],
    ['not what was bad on one', ['A B C', 'ABC'], ['A !B C', 'ABC'], 'A'],
    ['nothing where nothing is left', ['A B', 'B'], ['A B', 'AB'], undefined],
  ])('is %s', (_, one, other, expected) => {
    const [a, b] = [one, other].map(([words = '', present = '']) => host(words, present));
    expect(commonBuild([a!, b!])).toBe(expected);
  });
});
