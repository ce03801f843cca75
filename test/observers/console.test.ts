import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/event.ts';
import { consoleObserver, type Screen } from '../../src/observers/console.ts';
import { aStep } from '../support/a-script.ts';

/** What is written for events, in one text. */
const written = (events: readonly Event[], own: Partial<Screen> = {}) => {
  let text = '';
  const screen: Screen = {
    write: (more) => {
      text += more;
    },
    colour: false,
    live: false,
    debug: false,
    now: () => '2026-03-01T10:20:30.456Z',
    ...own,
  };
  events.forEach(consoleObserver(screen));
  return text;
};
const hook = {
  does: 'hook',
  title: 'make it so',
  run: '',
  line: '',
  directory: '',
  timeout: 1,
  environment: {},
} as const;
const passed = { type: 'step-passed', phase: 'prepare', host: 'a', seconds: 1.23 } as const;
const waiting = (seconds: number, until: string): Event => ({
  ...{ type: 'waiting', because: 'the budget is used up', until, seconds },
});
const output = (line: string): Event => ({ type: 'output', host: 'web-1', line });

describe('a log', () => {
  test('tells a run line by line, with the time', () => {
    expect(
      written([
        { type: 'run-started', run: '7', action: 'activate', target: 'production', build: 'B' },
        { type: 'phase-started', phase: 'prepare', hosts: ['a', 'b'] },
        { type: 'step-started', host: 'a', step: hook },
        output('compiling'),
        { ...passed, step: hook },
        { type: 'step-failed', phase: 'prepare', host: 'b', step: hook, seconds: 1, reason: 'no' },
        { type: 'way-back-started', because: 'b: make it so: no' },
        { type: 'noted', severity: 'warning', message: 'careful' },
        { type: 'noted', severity: 'note', message: 'by the way' },
        { type: 'finished', outcome: 'rolled-back' },
      ]),
    ).toBe(
      [
        '10:20:30 INFO: activate B on production (run 7)',
        '10:20:30 INFO: prepare  a, b',
        '10:20:30   web-1 │ compiling',
        '10:20:30 ✔ a: make it so (1.2s)',
        '10:20:30 ✖ b: make it so: no',
        '10:20:30 WARNING: Going back: b: make it so: no',
        '10:20:30 WARNING: careful',
        '10:20:30 INFO: by the way',
        '',
      ].join('\n'),
    );
  });

  test('leaves out steps that only keep the books, unless asked', () => {
    const event: Event = { ...passed, step: aStep('Stage B') };
    expect(written([event])).toBe('');
    expect(written([event], { debug: true })).toBe('10:20:30 ✔ a: Stage B (1.2s)\n');
  });

  test('shows the shell text of a step when asked', () => {
    const step = { ...aStep('Stage B'), does: 'run', command: ['ln', '-s', 'B', 'a b'] } as const;
    const event: Event = { type: 'step-started', host: 'a', step };
    expect(written([event])).toBe('');
    expect(written([event], { debug: true })).toBe("10:20:30   a $ ln -s B 'a b'\n");
  });

  test('has no escapes without colour', () => {
    expect(written([{ ...passed, step: hook }])).not.toContain('\x1b');
    expect(written([{ ...passed, step: hook }], { colour: true })).toContain('\x1b[32m✔\x1b[39m');
  });

  test.each([
    ['clears the screen', '\x1b[2Jtext'],
    ['renames the window', '\x1b]0;owned\x07text'],
    ['overwrites the line', 'text\b\b\b\x07'],
  ])('does not let a hook that %s do so', (_, line) => {
    expect(written([output(line)])).toBe('10:20:30   web-1 │ text\n');
  });

  test('shows the last state of a line that a progress bar wrote again and again', () => {
    expect(written([output('10 %\r50 %\r100 %\r')])).toBe('10:20:30   web-1 │ 100 %\n');
  });

  test('tells of each request how it went', () => {
    const one = { type: 'asked', method: 'GET', path: '/2.0/user', milliseconds: 53 } as const;
    expect(
      written([
        { ...one, outcome: 200, tries: 1 },
        { ...one, outcome: 'ECONNRESET', tries: 1, left: 9 },
        { ...one, method: 'DELETE', outcome: 204, tries: 2, left: 8 },
      ]),
    ).toBe(
      [
        '10:20:30   GET    /2.0/user → 200 (53 ms)',
        '10:20:30   GET    /2.0/user → ECONNRESET (53 ms, 9 left of the budget)',
        '10:20:30   DELETE /2.0/user → 204 (53 ms, try 2, 8 left of the budget)',
        '',
      ].join('\n'),
    );
  });

  test('tells of a wait when it begins, when it gets longer and every five minutes, not every second', () => {
    const told = (until: string, from: number, to: number) =>
      written(Array.from({ length: from - to + 1 }, (_, at) => waiting(from - at, until)));
    expect(told('2026-03-01T11:00:00.000Z', 700, 0).match(/Waiting \S+/g)).toEqual([
      'Waiting 00:11:40,',
      'Waiting 00:06:40,',
      'Waiting 00:01:40,',
    ]);
    expect(
      written([waiting(9, '2026-03-01T10:00:09.000Z'), waiting(3600, '2026-03-01T11:00:00.000Z')]),
    ).toBe(
      [
        '10:20:30 INFO: Waiting 00:00:09, until 2026-03-01T10:00:09Z: the budget is used up',
        '10:20:30 INFO: Waiting 01:00:00, until 2026-03-01T11:00:00Z: the budget is used up',
        '',
      ].join('\n'),
    );
  });

  test('does not let a reason steer the terminal either', () => {
    const reason = 'no\x1b[2J';
    expect(written([{ type: 'way-back-started', because: reason }])).not.toContain('\x1b');
  });
});

describe('a terminal', () => {
  test('shows what is being done, until a line takes its place', () => {
    expect(
      written(
        [
          { type: 'step-started', host: 'a', step: hook },
          { ...passed, step: hook },
        ],
        { live: true },
      ),
    ).toBe('\r\x1b[Ka: make it so …\r\x1b[K✔ a: make it so (1.2s)\n');
  });

  test('counts down while nothing goes on, and takes that away when it goes on', () => {
    const until = '2026-03-01T11:00:00.000Z';
    const line = (left: string) =>
      `\r\x1b[KWaiting ${left}, until 2026-03-01T11:00:00Z: the budget is used up`;
    expect(
      written([waiting(3601, until), waiting(3600, until), waiting(0, until)], { live: true }),
    ).toBe(`${line('01:00:01')}${line('01:00:00')}\r\x1b[K`);
  });

  test('counts what is sent', () => {
    expect(written([{ type: 'sent', host: 'a', bytes: 1_572_864 }], { live: true })).toBe(
      '\r\x1b[Ka: 1.5 MiB sent',
    );
  });
});
