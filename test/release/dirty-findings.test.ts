import { expect, test } from 'vitest';
import { dirtyFindings } from '../../src/release/dirty-findings.ts';

test('dirtyFindings() lists every path but those below our own places', () => {
  const dirty = [
    'a',
    '.cutover/store/x',
    '.bitbucket/y',
    '.cutover',
    '.cutover-notes',
    'b/.cutover/z',
  ];
  const found = dirtyFindings(dirty, ['.cutover', '.bitbucket']).map(({ subject }) => subject);
  expect(found).toEqual(['a', '.cutover-notes', 'b/.cutover/z']);
});
