import { expect, test } from 'vitest';
import { plainText } from '../src/plain-text.ts';

test.each([
  ['leaves text as it is', 'höhe\n  two', 'höhe\n  two'],
  ['takes colours and titles away', '\u001b[31mred\u001b[0m \u001b]0;title\u0007end', 'red end'],
  [
    'keeps the last state of a line that is written again',
    '10 %\r50 %\r100 %\nnext',
    '100 %\nnext',
  ],
  ['ends lines as Unix does', 'one\r\ntwo\r\r\n', 'one\ntwo\n'],
  ['has nothing to say of returns alone', '\r', ''],
  ['drops what rings and moves', 'a\u0007b\u0008c\td', 'abc d'],
])('plainText() %s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test.each([
  ['letters', 'x'],
  ['returns', '\r'],
])('plainText() gets through a line of five million %s', (_, letter) => {
  expect(plainText(`${letter.repeat(5_000_000)}end`)).toMatch(/end$/);
});
