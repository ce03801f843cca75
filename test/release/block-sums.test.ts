import { expect, test } from 'vitest';
import { askForBlockSums, readBlockSums } from '../../src/release/block-sums.ts';

const asked = [
  { path: 'a', from: 'a', size: 25, block: 10 },
  { path: 'b', from: 'the old one', size: 20, block: 20 },
];

test('askForBlockSums() names each file, the size of its blocks, and their number', () => {
  expect(askForBlockSums(asked)).toBe('sums 2\n10 3\na\n20 1\nthe old one\n');
});

test.each<readonly [string, string, readonly string[]]>([
  [
    'every file whose sums are all there',
    '1\n2\n4294967295\n-\n3\n-\n',
    ['a 1 2 4294967295', 'b 3'],
  ],
  ['none that has too few', '1\n2\n-\n3\n-\n', ['b 3']],
  ['none that has too many', '1\n2\n3\n-\n4\n5\n-\n', ['a 1 2 3']],
  ['none with something else', '1\ncksum:\n3\n-\n4\n-\n', ['b 4']],
  ['none where nothing was told', '', []],
])('readBlockSums() reads %s', (_, text, expected) => {
  const read = readBlockSums(text, asked).map(({ path, sums }) => [path, ...sums].join(' '));
  expect(read).toEqual(expected);
});
