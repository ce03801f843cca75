import { describe, expect, test } from 'vitest';
import { layout } from '../../src/release/layout.ts';

describe('layout()', () => {
  test('keeps everything below the root', () => {
    const at = layout({ root: '/srv/app' });
    expect([at.release('7'), at.current, at.shared, at.records, at.seal('7')]).toEqual([
      '/srv/app/7',
      '/srv/app/current',
      '/srv/app/shared',
      '/srv/app/.cutover/records.jsonl',
      '/srv/app/.cutover/seals/7',
    ]);
  });

  test.each([
    ['beside the pointer', {}, '7'],
    [
      'in a directory of their own, as Capistrano has it',
      { releases: '/srv/app/releases' },
      'releases/7',
    ],
    ['with the pointer elsewhere', { current: '/srv/www/site' }, '../app/7'],
  ])('points to releases %s with a relative link', (_, own, text) => {
    expect(layout({ root: '/srv/app', ...own }).target('7')).toBe(text);
  });

  test.each([
    [
      'the pointer, the shared directory and its own',
      {},
      ['current', 'shared', '.cutover', 'bridge'],
    ],
    ['nothing where releases lie by themselves', { releases: '/srv/app/releases' }, []],
    [
      'the pointer by whatever name',
      { current: '/srv/app/live' },
      ['live', 'shared', '.cutover', 'bridge'],
    ],
  ])('does not take for a release %s', (_, own, reserved) => {
    expect(layout({ root: '/srv/app', ...own }).reserved).toEqual(reserved);
  });
});
