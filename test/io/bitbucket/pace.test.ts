import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { pace } from '../../../src/io/bitbucket/pace.ts';

const refusal = { now: 0, asked: undefined, random: () => 1 };

/** How many of twenty requests run side by side. */
async function width(of: ReturnType<typeof pace>): Promise<number> {
  const open: (() => void)[] = [];
  const all = Array.from({ length: 20 }, () =>
    of.run(() => new Promise<void>((resolve) => open.push(resolve))),
  );
  await turn();
  const side = open.length;
  for (let closed = 0; closed < all.length; closed += 1) {
    open[closed]?.();
    await turn();
  }
  await Promise.all(all);
  return side;
}

describe('pace()', () => {
  test('halves the width at each 429, down to one by one', async () => {
    const one = pace(5);
    const widths = [await width(one)];
    for (let times = 0; times < 3; times += 1) {
      one.throttled(one.generation(), refusal);
      widths.push(await width(one));
    }
    expect(widths).toEqual([5, 2, 1, 1]);
  });

  test('takes 429s of requests that were sent side by side for one', async () => {
    const one = pace(4);
    const sent = one.generation();
    for (let times = 0; times < 4; times += 1) one.throttled(sent, refusal);
    expect(await width(one)).toBe(2);
  });

  test('widens one by one, after twenty requests that went through', async () => {
    const one = pace(4);
    one.throttled(0, refusal);
    for (let times = 0; times < 20; times += 1) one.passed(1);
    expect(await width(one)).toBe(3);
    for (let times = 0; times < 100; times += 1) one.passed(1);
    expect(await width(one)).toBe(4);
  });

  test('learns nothing from answers to requests that were sent before the last 429', async () => {
    const one = pace(4);
    one.throttled(0, refusal);
    for (let times = 0; times < 20; times += 1) one.passed(0);
    expect(await width(one)).toBe(2);
  });

  test('pauses for longer and longer, or for as long as it was asked to', () => {
    const one = pace(4);
    const pauses = [undefined, undefined, 7_000, undefined].map((asked) => {
      const now = one.resumesAt();
      one.throttled(one.generation(), { ...refusal, now, asked });
      return one.resumesAt() - now;
    });
    expect(pauses).toEqual([2_000, 4_000, 7_000, 16_000]);
  });

  test('counts the refusals one by one, and forgets them as soon as a request goes through', () => {
    const one = pace(2);
    for (let times = 0; times < 4; times += 1) one.throttled(one.generation(), refusal);
    expect(one.refusalsOneByOne()).toBe(3);
    one.passed(one.generation());
    expect(one.refusalsOneByOne()).toBe(0);
  });
});
