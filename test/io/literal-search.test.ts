import { expect, test } from 'vitest';
import { literalSearch } from '../../src/io/literal-search.ts';
import { fc } from '../support/fc.ts';

function isIn(text: string, ...literals: readonly string[]): boolean {
  return literalSearch(literals)(Buffer.from(text));
}

test.each([
  ['first', 'sk-x', ['sk-']],
  ['last', 'x sk-', ['sk-']],
  ['right after a false start', 'sk sk-', ['sk-']],
  ['inside its own false start', 'xoxoxr', ['xoxr']],
  ['inside the beginning of another', 'abcdx', ['abcde', 'bcd']],
  ['at the end of the beginning of another', 'abcd', ['abcde', 'bcd']],
  ['twice', 'sk-sk-', ['sk-']],
  ['after bytes that are no text', '\0é\u{1f600}sk-', ['sk-']],
])('literalSearch() finds a text that is there %s', (_, text, literals) => {
  expect(isIn(text, ...literals)).toBe(true);
});

test.each([
  ['nothing', '', ['a']],
  ['half of it', 'xox', ['xoxb']],
  ['its letters in another order', 'bxox', ['xoxb']],
  ['letters of another case', 'SK-', ['sk-']],
  ['characters beyond ASCII', 'ſk-', ['sk-']],
])('literalSearch() does not find it in %s', (_, text, literals) => {
  expect(isIn(text, ...literals)).toBe(false);
});

test('literalSearch() finds what looking for each text finds', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'é'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), text, (words, searched) => {
      const there = words.some((each) => searched.includes(each));
      expect(isIn(searched, ...words)).toBe(there);
    }),
  );
});
