import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { timingRows, timingsObserver } from '../../src/observers/timings.ts';
import { aStep } from '../support/a-script.ts';

const exchanged = (host: string, trips: number, sent = 0, received = 0): Event => ({
  ...{ type: 'exchanged', host, trips, sent, received },
});
const phase = (name: 'upload' | 'switch'): Event => ({
  ...{ type: 'phase-started', phase: name, hosts: ['a', 'b'] },
});
const passed = (host: string, seconds: number): Event => ({
  ...{ type: 'step-passed', phase: 'upload', host, step: aStep('Send B'), seconds },
});

function timingsOf(...events: Event[]) {
  const { observe, timings } = timingsObserver();
  events.forEach(observe);
  return timings;
}

describe('timingsObserver()', () => {
  test('adds up what passes over the connections, by host and phase', () => {
    const timings = timingsOf(
      exchanged('a', 2, 10, 5),
      phase('upload'),
      exchanged('a', 3, 100, 1),
      exchanged('b', 3, 7, 7),
      exchanged('a', 2, 20, 2),
      passed('a', 1.2),
      passed('a', 0.3),
      { type: 'finished', outcome: 'activated' },
      exchanged('a', 2),
    );
    expect(timings.get('a')).toEqual([
      { phase: 'preflight', seconds: 0, trips: 2, sent: 10, received: 5 },
      { phase: 'upload', seconds: 1.5, trips: 5, sent: 120, received: 3 },
      { phase: 'finish', seconds: 0, trips: 2, sent: 0, received: 0 },
    ]);
    expect(timings.get('b')).toMatchObject([{ phase: 'upload', trips: 3 }]);
  });

  test('tells how much of a package was sent, and how much the host had', () => {
    const timings = timingsOf(phase('upload'), { type: 'sending', host: 'a', entries: 3, of: 100 });
    expect(timings.get('a')).toMatchObject([{ entries: 3, linked: 97 }]);
  });
});

test('timingRows() is for people', () => {
  const timings = timingsOf(
    phase('upload'),
    exchanged('a', 3, 5_000_000, 2_048),
    { type: 'sending', host: 'a', entries: 3, of: 100 },
    phase('switch'),
    exchanged('a', 1, 100),
  );
  expect(timingRows(timings)).toEqual([
    ['a', 'upload', '0.00', '3', '4.8 MiB', '2.0 KiB', '3', '97'],
    ['a', 'switch', '0.00', '1', '100 B', '0 B', '', ''],
  ]);
});
