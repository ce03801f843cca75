import { describe, expect, test } from 'vitest';
import {
  badBuilds,
  leftWithMigrations,
  liveStack,
  previousOf,
  sinceWhen,
} from '../../src/release/history.ts';
import { aHistory } from '../support/a-history.ts';
import { aRecord } from '../support/a-record.ts';

const everything = new Set('ABCDX');

describe('liveStack()', () => {
  test.each([
    ['grows with every release', 'A B C', 'A B C'],
    ['does not count a release twice that was activated again', 'A B B', 'A B'],
    ['keeps a release that came back later', 'A B A', 'A B A'],
    ['forgets what a rollback left', 'A B C <B', 'A B'],
    ['forgets all of it when a rollback goes far', 'A B C <A', 'A'],
    ['never saw what failed before the switch', 'A ?B', 'A'],
    ['never saw what went back by itself', 'A !B', 'A'],
    ['knows what somebody made live by hand, from the next record', 'A >X B', 'A X B'],
    ['takes a rollback to what no record knows as a new arrival', 'A B <X', 'A B X'],
  ])('%s', (_, words, expected) => {
    expect(liveStack(aHistory(words)).join(' ')).toBe(expected);
  });
});

describe('badBuilds()', () => {
  test.each([
    ['finds none where all went well', 'A B C', ''],
    ['finds what went back by itself', 'A !B', 'B'],
    ['finds what was left by hand', 'A B <A', 'B'],
    ['finds what set the hosts apart', 'A ~B', 'B'],
    ['does not blame a build that never was live', 'A ?B', ''],
    ['forgives a build that was activated since', 'A !B B', ''],
    ['forgives a build that was rolled back to', 'A B <A B <A <B', 'A'],
  ])('%s', (_, words, expected) => {
    expect([...badBuilds(aHistory(words))].join(' ')).toBe(expected);
  });
});

describe('previousOf()', () => {
  test.each([
    ['is what was live before', 'A B', 'B', 'A'],
    ['is nothing for the first release', 'A', 'A', undefined],
    ['goes back one more after a rollback, and not forth', 'A B C <B', 'B', 'A'],
    ['is nothing when there is no more to go back to', 'A B <A', 'A', undefined],
    ['passes over a build that went back by itself', 'A !B C', 'C', 'A'],
    ['passes over a build that was left by hand', 'A B <A C', 'C', 'A'],
    ['is a bad build again once it was activated', 'A !B B C', 'C', 'B'],
    ['is what the record says when nothing is live', 'A B', undefined, 'B'],
  ])('%s', (_, words, live, expected) => {
    expect(previousOf(aHistory(words), live, everything)).toBe(expected);
  });

  test('passes over what is no longer there', () => {
    expect(previousOf(aHistory('A B C'), 'C', new Set('AC'))).toBe('A');
  });

  test('is nothing on a host without records, whatever lies there', () => {
    expect(previousOf([], 'B', new Set('AB'))).toBeUndefined();
  });
});

describe('sinceWhen()', () => {
  const first = aRecord({ run: '1', build: 'A', from: null, live: 'A' });
  const second = aRecord({ run: '2', build: 'B', from: 'A', live: 'B' });
  const failed = aRecord({ run: '3', build: 'C', from: 'B', live: 'B', outcome: 'failed' });

  test('is the record that made the build live, not a later one that changed nothing', () => {
    expect(sinceWhen([first, second, failed], 'B')?.run).toBe('2');
  });

  test('is nothing when somebody moved the pointer since', () => {
    expect(sinceWhen([first, second], 'A')).toBeUndefined();
  });

  test('is nothing without records', () => {
    expect(sinceWhen([], 'A')).toBeUndefined();
  });
});

describe('leftWithMigrations()', () => {
  const activated = (build: string, from: string | null, ...migrations: string[]) =>
    aRecord({ build, from, live: build, outcome: 'activated', action: 'release', migrations });
  const records = [
    activated('A', null),
    activated('B', 'A', 'b.php'),
    activated('C', 'B'),
    activated('D', 'C', 'd.php'),
  ];

  test.each([
    ['takes back every release that is left and brought some, the newest first', 'A', ['D', 'B']],
    ['leaves what the goal itself brought', 'B', ['D']],
    ['takes back only what is live where the goal was never live', 'X', ['D']],
  ])('%s', (_, to, left) => {
    expect(leftWithMigrations(records, to)).toEqual(left);
  });
});
