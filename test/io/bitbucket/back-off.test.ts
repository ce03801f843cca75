import { describe, expect, test } from 'vitest';
import { backOff, retryAfter } from '../../../src/io/bitbucket/back-off.ts';

describe('backOff()', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [7, 60_000],
    [50, 60_000],
  ])('waits at most so long before try %i', (tries, longest) => {
    expect(backOff(tries, () => 1)).toBe(longest);
    expect(backOff(tries, () => 0.25)).toBe(longest / 4);
    expect(backOff(tries, () => 0)).toBe(0);
  });
});

describe('retryAfter()', () => {
  const now = Date.UTC(2026, 10, 20, 12);
  test.each([
    ['seconds', '7', 7_000],
    ['no time', '0', 0],
    ['a date', 'Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['a date that is over', 'Fri, 20 Nov 2026 11:00:00 GMT', 0],
    ['a day: no longer than an hour', '86400', 3_600_000],
    ['a date next year: no longer than an hour', 'Fri, 20 Nov 2027 12:00:00 GMT', 3_600_000],
    ['nothing', '', undefined],
    ['nonsense', 'soon', undefined],
  ])('understands %s', (_, header, expected) => {
    expect(retryAfter(header, now)).toBe(expected);
  });
});
