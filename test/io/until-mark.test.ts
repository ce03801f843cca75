import { describe, expect, test } from 'vitest';
import { untilMark } from '../../src/io/until-mark.ts';

/** What is read of these chunks. */
function read(...chunks: readonly string[]) {
  const output = untilMark('MARK');
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.read();
}

describe('an output up to its mark', () => {
  test('is what was printed, and the code behind the mark', () => {
    expect(read('one\ntwo\nMARK 7\n')).toEqual({ text: 'one\ntwo\n', code: 7 });
  });

  test('is nothing as long as the mark has not come whole', () => {
    for (const text of ['', 'one', 'one\nMARK', 'one\nMARK 25']) expect(read(text)).toBeUndefined();
  });

  test('may end anywhere between two chunks', () => {
    const text = 'a text without a new line at its endMARK 255\n';
    for (let at = 0; at <= text.length; at += 1)
      expect(read(text.slice(0, at), text.slice(at))).toEqual({
        text: 'a text without a new line at its end',
        code: 255,
      });
  });

  test('keeps letters whole that come in two chunks', () => {
    const output = untilMark('MARK');
    const bytes = Buffer.from('éMARK 0\n');
    output.add(bytes.subarray(0, 1));
    output.add(bytes.subarray(1));
    expect(output.read()?.text).toBe('é');
  });

  test('begins anew when it is cleared', () => {
    const output = untilMark('MARK');
    output.add(Buffer.from('oneMARK 0\n'));
    output.clear();
    output.add(Buffer.from('twoMARK 1\n'));
    expect(output.read()).toEqual({ text: 'two', code: 1 });
  });
});
