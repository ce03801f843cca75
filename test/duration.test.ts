import { describe, expect, test } from 'vitest';
import { duration } from '../src/duration.ts';

describe('a duration', () => {
  test.each([
    ['90s', 90],
    ['10m', 600],
    ['1h', 3600],
    ['576h', 24 * 86_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(duration.parse(text)).toBe(seconds);
  });

  test.each(['', '0s', '01s', '1.5h', '-1s', '90', '1d', '1h30m', ' 1s', '1s\n'])(
    '"%s" is none',
    (text) => {
      expect(duration.safeParse(text).error?.issues[0]?.message).toBe(
        'a duration is a whole number and s, m or h, as in "90s"',
      );
    },
  );

  test.each(['577h', '2073601s', '99999999999999999999h'])(
    '%s is longer than a timer can wait',
    (text) => {
      expect(duration.safeParse(text).error?.issues[0]?.message).toBe(
        'a duration is at most 576h, 24 days',
      );
    },
  );
});
