import { expect, test } from 'vitest';
import { literalSearch } from '../../src/io/literal-search.ts';
import { fc } from '../support/fc.ts';

function textsIn(bytes: Buffer | string, ...texts: readonly string[]): string[] {
  return [...literalSearch(texts)(Buffer.from(bytes))].toSorted();
}

test.each([
  ['first', 'sk-x', ['sk-']],
  ['last', 'x sk-', ['sk-']],
  ['last, after an odd number of bytes', 'x  sk-', ['sk-']],
  ['right after a false start', 'sk sk-', ['sk-']],
  ['inside its own false start', 'xoxoxr', ['xoxr']],
  ['inside the beginning of another', 'abcdx', ['abcde', 'bcd']],
  ['at the end of the beginning of another', 'abcd', ['abcde', 'bcd']],
  ['twice', 'sk-sk-', ['sk-']],
  ['and is named twice', 'sk-', ['sk-', 'sk-']],
  ['after bytes that are no text', '\0é\u{1f600}sk-', ['sk-']],
])('literalSearch() finds a text that is there %s', (_, text, literals) => {
  expect(textsIn(text, ...literals)).toHaveLength(1);
});

test('literalSearch() finds all that are there, those within others too', () => {
  expect(textsIn('xoxoxr abcde', 'xoxr', 'abcde', 'bcd', 'xyz')).toEqual(['abcde', 'bcd', 'xoxr']);
});

test.each([
  ['nothing', '', ['abc']],
  ['one byte', 's', ['sk-']],
  ['half of it', 'xox', ['xoxb']],
  ['its end', 'oxb', ['xoxb']],
  ['its letters in another order', 'bxox', ['xoxb']],
  ['letters of another case', 'SK-', ['sk-']],
  ['characters beyond ASCII', 'ſk-', ['sk-']],
])('literalSearch() does not find it in %s', (_, text, literals) => {
  expect(textsIn(text, ...literals)).toEqual([]);
});

test('literalSearch() finds what looking for each text finds, wherever in the memory the bytes begin', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 3, maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'é'), maxLength: 20 });
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(words, text, fc.nat({ max: 3 }), (sought, searched, start) => {
      const bytes = Buffer.from(`${' '.repeat(start)}${searched}`).subarray(start);
      const there = sought.filter((each) => searched.includes(each));
      expect([...literalSearch(sought)(bytes)].toSorted()).toEqual(there.toSorted());
    }),
  );
});
