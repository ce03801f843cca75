import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fewAtOnce } from '../../governance/few-at-once.ts';

const twenty = Array.from({ length: 20 }, (_, number) => number);

test('fewAtOnce() gives the results in the order of the items, whoever is done first', async () => {
  const work = async (number: number) => {
    await setTimeout(20 - number);
    return number * 2;
  };
  expect(await fewAtOnce(twenty, work)).toEqual(twenty.map((number) => number * 2));
});

test('fewAtOnce() begins nothing more after a failure, and leaves nothing behind that goes on', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (number: number) => {
    begun.push(number);
    await setTimeout(number === 3 ? 1 : 20);
    ended.push(number);
    if (number === 3) throw new Error('three');
  };
  await expect(fewAtOnce(twenty, work)).rejects.toThrow('three');
  expect(begun.length).toBeLessThan(twenty.length);
  expect(ended.toSorted((one, other) => one - other)).toEqual(begun);
});
