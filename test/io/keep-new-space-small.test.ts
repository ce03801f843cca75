import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { keepNewSpaceSmall } from '../../src/io/keep-new-space-small.ts';

test('keepNewSpaceSmall() keeps the space for new objects as large as it is, whatever is made', () => {
  keepNewSpaceSmall();
  const before = newSpace();
  expect(makeMany()).toBe(1e5);
  expect(newSpace()).toBeLessThanOrEqual(before);
});

function newSpace(): number {
  return (
    getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0
  );
}

/** Two million objects, of which the last are still needed when the next are made. */
function makeMany(): number {
  const kept: object[] = [];
  for (let index = 0; index < 2e6; index += 1) kept[index % 1e5] = { index, text: `x${index}` };
  return kept.length;
}
