import { describe, expect, test } from 'vitest';
import { hookOutput } from '../../src/io/hook-output.ts';
import { fc } from '../support/fc.ts';

const nonce = '0123456789abcdef';
const mark = Buffer.from(`\u001e${nonce}\n`);

/** What is shown, kept and counted of chunks that come one after another, on one connection after another. */
function read(connections: readonly (readonly Buffer[])[]) {
  let shown = '';
  const output = hookOutput(nonce, (text) => {
    shown += text;
  });
  for (const chunks of connections) {
    output.join();
    for (const chunk of chunks) output.add(chunk);
  }
  output.close();
  return { shown, tail: output.tail(), seen: output.seen(), joined: output.joined() };
}

/** The bytes, cut at these places. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.toSorted((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('the output of a hook', () => {
  test('is the same wherever it is cut into chunks, and wherever its connections break', async () => {
    await fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'ä', '😀', '\n', '\u001e', '0') }),
        fc.string({ unit: fc.constantFrom('w', '\n', '\u001e', '0') }),
        fc.array(fc.nat(80)),
        fc.array(fc.nat(80)),
        (text, noise, breaks, cuts) => {
          const connections = cutAt(Buffer.from(text), breaks).map((part) =>
            cutAt(Buffer.concat([Buffer.from(noise), mark, part]), cuts),
          );
          const seen = Buffer.byteLength(text);
          expect(read(connections)).toEqual({ shown: text, tail: text, seen, joined: true });
        },
      ),
    );
  });

  test('is shown at once', () => {
    const shown: string[] = [];
    const output = hookOutput(nonce, (text) => shown.push(text));
    output.add(mark);
    for (const text of ['a', '\u001e', 'x', '\n']) output.add(Buffer.from(text));
    expect(shown).toEqual(['a', '\u001e', 'x', '\n']);
  });

  test.each([
    ['has no mark', 'Welcome to this host!\n'],
    ['has another hook’s mark', '\u001efedcba9876543210\ntext'],
    ['breaks off in its mark', `\u001e${nonce}`],
  ])('that %s is nobody’s: it is neither shown nor counted', (_, text) => {
    expect(read([[Buffer.from(text)]])).toEqual({ shown: '', tail: '', seen: 0, joined: false });
  });

  test('is kept up to its last 4,000 characters', () => {
    const chunks = Array.from({ length: 100 }, (_, at) => Buffer.from(`${at} `.repeat(50)));
    const { shown, tail } = read([[mark, ...chunks]]);
    expect(tail).toBe(shown.slice(-4_000));
  });
});
