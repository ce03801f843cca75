import { describe, expect, test } from 'vitest';
import { rollingBudget } from '../../../src/io/bitbucket/budget.ts';

const minute = 60_000;

describe('rollingBudget()', () => {
  test('is free until it is used up, and again when the oldest request is an hour old', () => {
    const budget = rollingBudget({ requests: 2, per: 'hour' });
    expect(budget.untilFree(0)).toBe(0);
    budget.spend(0);
    expect(budget.untilFree(minute)).toBe(0);
    budget.spend(10 * minute);
    expect(budget.untilFree(20 * minute)).toBe(40 * minute);
    expect(budget.untilFree(60 * minute)).toBe(0);
    budget.spend(60 * minute);
    expect(budget.untilFree(60 * minute)).toBe(10 * minute);
  });

  test('counts what an earlier run has spent', () => {
    const budget = rollingBudget({ requests: 2, per: 'hour' }, [50 * minute, 0, 40 * minute]);
    expect(budget.untilFree(61 * minute)).toBe(39 * minute);
  });
});
