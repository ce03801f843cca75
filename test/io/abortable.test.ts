import { describe, expect, test } from 'vitest';
import { abortable } from '../../src/io/abortable.ts';

const never = new Promise<never>(() => undefined);

describe('abortable()', () => {
  test('gives what the promise gives', async () => {
    const { signal } = new AbortController();
    expect(await abortable(Promise.resolve(1), undefined)).toBe(1);
    expect(await abortable(Promise.resolve(1), signal)).toBe(1);
    await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  test('lets go when the signal comes first, also when it came before', async () => {
    const interruption = new AbortController();
    const waiting = abortable(never, interruption.signal);
    interruption.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(abortable(never, interruption.signal)).rejects.toThrow('enough');
  });
});
