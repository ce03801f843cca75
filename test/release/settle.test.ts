import { describe, expect, test } from 'vitest';
import { settle } from '../../src/release/settle.ts';

type Said = Parameters<typeof settle>[0];

/** Two hosts that have A and are to have B; `now` says what each has: a build, `-` for nothing, `?` for nobody knows. */
const settled = (said: Said, now: string, before = 'A A') => {
  const had = before.split(' ');
  const has = now
    .split(' ')
    .map((build) => (build === '?' ? null : build === '-' ? undefined : build));
  return settle(
    said,
    ['a', 'b'].map((host, index) => ({
      host,
      before: had[index] === '-' ? undefined : had[index],
      goal: 'B',
      now: has[index] as string | undefined | null,
    })),
  );
};

describe('settle()', () => {
  test.each<[string, Said, string, string]>([
    ['believes a release that every host confirms', 'activated', 'B B', 'activated'],
    ['does not believe a release that a host has not', 'activated', 'B A', 'split'],
    ['believes a failure that left every host alone', 'failed', 'A A', 'failed'],
    ['does not believe a failure that left its mark', 'failed', 'A B', 'split'],
    [
      'believes a failure where a host cannot be asked: nothing had begun to change',
      'failed',
      'A ?',
      'failed',
    ],
    ['believes a way back that every host confirms', 'rolled-back', 'A A', 'rolled-back'],
    ['does not believe a way back where a host cannot be asked', 'rolled-back', 'A ?', 'split'],
    [
      'keeps to a split where every pointer is back: something else of the way back failed',
      'split',
      'A A',
      'split',
    ],
    ['believes that nothing changed', 'unchanged', 'A A', 'unchanged'],
  ])('%s', (_, said, now, outcome) => {
    expect(settled(said, now).outcome).toBe(outcome);
  });

  test('says of every host that is apart what it has', () => {
    expect(settled('rolled-back', 'B ?').apart).toEqual([
      'a: B is live, A was before',
      'b: nobody could look, it had A before',
    ]);
    expect(settled('activated', '- B', '- A').apart).toEqual([
      'a: nothing is live, nothing was before',
    ]);
  });

  test('takes a host back to nothing where it had nothing', () => {
    expect(settled('rolled-back', '- A', '- A').outcome).toBe('rolled-back');
  });
});
