import { expect, test } from 'vitest';
import { type Awaited, countdown } from '../../src/io/countdown.ts';
import { until } from '../support/until.ts';

interface Told {
  readonly name: string;
  readonly seconds: number;
}

function aCountdown() {
  const told: Told[] = [];
  const { begin, end } = countdown<Awaited & { readonly name: string }>(({ name }, seconds) => {
    told.push({ name, seconds });
  });
  const wait = (name: string, seconds: number) =>
    begin({ name, until: Date.now() + seconds * 1000 });
  return { told, wait, end };
}

test('a wait is told when it begins, while it lasts, and once when it is over', async () => {
  const { told, wait } = aCountdown();
  wait('one', 3.5);
  await until('the end', () => told.at(-1)?.seconds === 0);
  expect(told[0]).toEqual({ name: 'one', seconds: 4 });
  expect(told.filter(({ seconds }) => seconds === 0)).toHaveLength(1);
  expect(told.length).toBeGreaterThan(2);
});

test('a wait that gets longer goes on as one', () => {
  const { told, wait, end } = aCountdown();
  wait('one', 10);
  wait('two', 100);
  end();
  end();
  expect(told).toEqual([
    { name: 'one', seconds: 10 },
    { name: 'two', seconds: 100 },
    { name: 'two', seconds: 0 },
  ]);
});
