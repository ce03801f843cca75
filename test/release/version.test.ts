import { expect, test } from 'vitest';
import { readCalver, readVersion, toCalver } from '../../src/release/version.ts';
import { fc } from '../support/fc.ts';

test.each([
  ['v1.4.0', '1.4.0'],
  ['1.4.0-rc.1+build.5', '1.4.0-rc.1+build.5'],
  ['2026.03.7', '2026.03.7'],
  ['v2026.11.12', '2026.11.12'],
])('readVersion(%j) is %j', (text, version) => {
  expect(readVersion(text)).toBe(version);
});

test.each([
  '',
  'latest',
  '1.4',
  'vv1.4.0',
  '=1.4.0',
  ' 1.4.0',
  '01.4.0',
  '2026.03',
  '2026.03.0',
  '2026.03.07',
  '2026.00.1',
  '2026.013.1',
  '2026-03.7',
  '2026.03.7-x',
  '1.4.0/../..',
])('readVersion() refuses %j', (text) => {
  expect(readVersion(text)).toBeUndefined();
});

test('readCalver() reads back what toCalver() writes, and nothing else', () => {
  const parts = fc.record({
    year: fc.integer({ min: 1000, max: 9999 }),
    month: fc.integer({ min: 1, max: 12 }),
    micro: fc.integer({ min: 1, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(parts, (calver) => {
      expect(readCalver(toCalver(calver))).toEqual(calver);
    }),
  );
  const loose = fc.stringMatching(/^[0-9]{4}[.-][0-9]{1,3}[.-][0-9]{1,3}$/);
  fc.assert(
    fc.property(loose, (text) => {
      const calver = readCalver(text);
      if (calver !== undefined) expect(toCalver(calver)).toBe(text);
    }),
  );
});
