import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { recordObserver } from '../../src/observers/record.ts';
import { aStep } from '../support/a-script.ts';

const deedsOf = (...events: Event[]) => {
  const { observe, deeds } = recordObserver();
  events.forEach(observe);
  return deeds;
};
const aCommand = (own: Partial<Extract<Event, { type: 'command' }>> = {}): Event => ({
  type: 'command',
  phase: 'reload',
  host: 'a',
  line: 'make',
  exit: 0,
  seconds: 1.23456,
  output: 'done',
  ...own,
});

describe('recordObserver()', () => {
  test('collects commands by host, in order', () => {
    const { commands } = deedsOf(aCommand(), aCommand({ host: 'b' }), aCommand({ line: 'test' }));
    expect([...commands].map(([host, list]) => [host, list.map(({ line }) => line)])).toEqual([
      ['a', ['make', 'test']],
      ['b', ['make']],
    ]);
  });

  test('keeps the end of what a command printed, and its time to the millisecond', () => {
    const { commands } = deedsOf(aCommand({ output: `${'x'.repeat(3000)}end` }));
    const [row] = commands.get('a')!;
    expect(row).toMatchObject({ phase: 'reload', exit: 0, seconds: 1.235 });
    expect(row!.output).toHaveLength(2000);
    expect(row!.output).toMatch(/end$/);
  });

  test('keeps a command that nobody knows the end of', () => {
    expect(deedsOf(aCommand({ exit: null })).commands.get('a')).toMatchObject([{ exit: null }]);
  });

  test('collects probes, steps and notes', () => {
    const { verification, checks, notes } = deedsOf(
      { type: 'probed', url: 'http://a/', passed: false, result: 'it said 500' },
      { type: 'step-passed', phase: 'switch', host: 'a', step: aStep('go'), seconds: 0.0004 },
      {
        type: 'step-failed',
        phase: 'verify',
        host: 'b',
        step: aStep('ask'),
        seconds: 2,
        reason: 'no',
      },
      { type: 'noted', severity: 'warning', message: 'old and owned by root' },
    );
    expect({ verification, checks, notes }).toEqual({
      verification: [{ probe: 'http://a/', passed: false, result: 'it said 500' }],
      checks: [
        { name: 'switch a: go', passed: true, seconds: 0, message: '' },
        { name: 'verify b: ask', passed: false, seconds: 2, message: 'no' },
      ],
      notes: ['old and owned by root'],
    });
  });
});
