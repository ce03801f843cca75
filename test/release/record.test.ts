import { describe, expect, test } from 'vitest';
import { checkChain, readRecords } from '../../src/release/record.ts';
import { aChain, aRecord, sha256 } from '../support/a-record.ts';
import { fc } from '../support/fc.ts';

const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
const three = aChain([aRecord({ run: '1' }), aRecord({ run: '2' }), aRecord({ run: '3' })]);
const check = (lines: readonly string[]) => checkChain(text(lines), sha256);

describe('readRecords()', () => {
  test('reads every line, the oldest first', () => {
    expect(readRecords(text(three)).records.map(({ run }) => run)).toEqual(['1', '2', '3']);
  });

  test('counts lines that are no records and reads the others', () => {
    const { records, damaged } = readRecords(text([three[0]!, '{"run":', '[]', 'null', three[2]!]));
    expect({ runs: records.map(({ run }) => run), damaged }).toEqual({
      runs: ['1', '3'],
      damaged: 3,
    });
  });

  test('reads a file of a later Cutover, whose records say more', () => {
    expect(readRecords(JSON.stringify({ ...aRecord(), gates: ['window'] })).damaged).toBe(0);
  });

  test('finds nothing in an empty file', () => {
    expect(readRecords('')).toEqual({ records: [], damaged: 0 });
  });
});

describe('checkChain()', () => {
  const [one, two, last] = three as [string, string, string];

  test.each([
    ['finds nothing wrong with a chain', three, []],
    ['finds nothing wrong with no records at all', [], []],
    [
      'finds a line that was changed',
      [one, two.replace('ana', 'eve'), last],
      ['line 3 does not follow line 2: a line was changed, added or removed there'],
    ],
    [
      'finds a line that was removed',
      [one, last],
      ['line 2 does not follow line 1: a line was changed, added or removed there'],
    ],
    [
      'finds that the beginning was removed',
      [two, last],
      ['line 1 does not begin a chain: lines before it are gone'],
    ],
    [
      'finds a line that was cut short, and that the next one follows something else',
      [one, two.slice(0, 100), last],
      [
        'line 2 is not a record',
        'line 3 does not follow line 2: a line was changed, added or removed there',
      ],
    ],
  ])('%s', (_, lines, expected) => {
    expect(check(lines)).toEqual(expected);
  });

  const chain = fc
    .array(fc.record({ reason: fc.string(), build: fc.constantFrom('A', 'B') }), {
      minLength: 2,
      maxLength: 8,
    })
    .map((list) => aChain(list.map((own) => aRecord(own))));

  test('holds for any records', () =>
    fc.assert(
      fc.property(chain, (lines) => {
        expect(check(lines)).toEqual([]);
      }),
    ));

  test('breaks when any line but the last is changed: nothing follows the last one yet', () =>
    fc.assert(
      fc.property(chain, fc.nat(), fc.string({ minLength: 1 }), (lines, number, name) => {
        const index = number % (lines.length - 1);
        const record = JSON.parse(lines[index]!);
        const changed = JSON.stringify({ ...record, by: `${record.by}${name}` });
        expect(check(lines.with(index, changed))).not.toEqual([]);
      }),
    ));

  test('breaks when any line but the last is removed', () =>
    fc.assert(
      fc.property(chain, fc.nat(), (lines, number) => {
        const index = number % (lines.length - 1);
        expect(check(lines.toSpliced(index, 1))).not.toEqual([]);
      }),
    ));

  test('breaks when a record is put in anywhere, wherever it claims to follow', () =>
    fc.assert(
      fc.property(chain, fc.nat(), fc.nat(), (lines, number, follows) => {
        const index = number % lines.length;
        const previous = sha256(lines[follows % lines.length]!);
        const forged = JSON.stringify(aRecord({ run: 'forged', previous }));
        expect(check(lines.toSpliced(index, 0, forged))).not.toEqual([]);
      }),
    ));

  test('breaks when two lines change places', () =>
    fc.assert(
      fc.property(chain, fc.nat(), (lines, number) => {
        const index = number % (lines.length - 1);
        const [first, second] = [lines[index]!, lines[index + 1]!];
        expect(check(lines.toSpliced(index, 2, second, first))).not.toEqual([]);
      }),
    ));
});
