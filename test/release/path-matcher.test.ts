import { expect, test } from 'vitest';
import { pathMatcher } from '../../src/release/path-matcher.ts';

test.each([
  ['tests', 'tests', true],
  ['tests', 'tests/a/b', true],
  ['tests', 'vendor/tests', false],
  ['tests', 'testsuite', false],
  ['**/tests', 'vendor/tests/a', true],
  ['**/tests', 'tests', true],
  ['./tests/', 'tests/a', true],
  ['/tests', 'tests/a', true],
  ['node_modules/.cache', 'node_modules/.cache/x', true],
  ['*.log', '.hidden.log', true],
  ['*.log', 'logs/a.log', false],
  ['!keep', 'other', false],
  ['.', 'a', true],
  ['[ab]*', 'apple', true],
])('pathMatcher(%j) of %j is %s', (pattern, path, fits) => {
  expect(pathMatcher([pattern])(path)).toBe(fits);
});

test('pathMatcher() without patterns fits nothing', () => {
  expect(pathMatcher([])('a')).toBe(false);
});
