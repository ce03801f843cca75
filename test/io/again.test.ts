import { describe, expect, test } from 'vitest';
import { again } from '../../src/io/again.ts';

/** Work that fails so many times, and then says how often it was begun. */
function failing(times: number) {
  let begun = 0;
  return async () => {
    begun += 1;
    if (begun <= times) throw new Error(`attempt ${begun}`);
    return begun;
  };
}

describe('again()', () => {
  test.each([
    [0, 1],
    [1, 2],
    [3, 4],
  ])('gives what the work gives after %i failures', async (failures, attempts) => {
    expect(await again(failing(failures), () => true)).toBe(attempts);
  });

  test('gives up after three more attempts, with the last error', async () => {
    await expect(again(failing(9), () => true)).rejects.toThrow('attempt 4');
  });

  test('begins nothing again after an error that does not allow it', async () => {
    await expect(again(failing(1), () => false)).rejects.toThrow('attempt 1');
  });
});
