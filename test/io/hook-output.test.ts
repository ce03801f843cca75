import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hookOutput } from '../../src/io/hook-output.ts';

const nonce = '0123456789abcdef';
const trailerOf = (why: string, code: number) => `\u001e${nonce} ${why} ${code}\n`;

/** What is shown, kept and found when these chunks come one after another. */
function read(chunks: readonly Buffer[]) {
  let shown = '';
  const output = hookOutput(nonce, (text) => {
    shown += text;
  });
  for (const chunk of chunks) output.add(chunk);
  output.close();
  return { shown, tail: output.tail(), trailer: output.trailer() };
}

describe('the output of a hook', () => {
  test('is the same wherever it is cut into chunks', async () => {
    await fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ä', '😀', '\n', '\u001e', '0', ' ', 'e') }),
        fc.integer({ min: 0, max: 255 }),
        fc.array(fc.nat(80)),
        (text, code, cuts) => {
          const bytes = Buffer.from(text + trailerOf('exited', code));
          const ends = [...cuts.sort((a, b) => a - b), bytes.length];
          const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
          expect(read(chunks)).toEqual({
            shown: text,
            tail: text,
            trailer: { why: 'exited', code },
          });
        },
      ),
    );
  });

  test('is shown at once, but for what may be the beginning of the result', () => {
    const shown: string[] = [];
    const output = hookOutput(nonce, (text) => shown.push(text));
    for (const text of ['a', '\u001e', '0123', 'x', '\n']) output.add(Buffer.from(text));
    expect(shown).toEqual(['a', '\u001e0123x', '\n']);
  });

  test.each([
    ['ends without a result', 'text', 'text'],
    ['has another nonce', '\u001efedcba9876543210 exited 0\n', '\u001efedcba9876543210 exited 0\n'],
    ['breaks off in its result', `text\u001e${nonce} exi`, `text\u001e${nonce} exi`],
    ['has a result that is none', `\u001e${nonce} exited x\n`, `\u001e${nonce} exited x\n`],
  ])('that %s is unknown, and shown as it is', (_, text, shown) => {
    expect(read([Buffer.from(text)])).toEqual({ shown, tail: shown, trailer: undefined });
  });

  test('ends with the result: what a daemon says later is not shown', () => {
    const chunks = [`a${trailerOf('late', 143)}b`, 'c'].map((text) => Buffer.from(text));
    expect(read(chunks)).toEqual({ shown: 'a', tail: 'a', trailer: { why: 'late', code: 143 } });
  });

  test('is kept up to its last 4,000 characters', () => {
    const { shown, tail } = read(
      Array.from({ length: 100 }, (_, at) => Buffer.from(`${at} `.repeat(50))),
    );
    expect(tail).toBe(shown.slice(-4_000));
  });
});
