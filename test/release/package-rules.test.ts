import { expect, test } from 'vitest';
import type { Entry } from '../../src/release/entry.ts';
import { packageFindings } from '../../src/release/package-rules.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

const decomposed = 'caf\u0065\u0301';
const composed = 'caf\u00e9';

test.each<[string, Entry[], string[]]>([
  ['a tree with a file', [aFile('a')], []],
  ['a tree without a file', [aDirectory('a'), aLink('b', 'a')], ['empty-tree .']],
  ['its own manifest at the top', [aFile('manifest.json')], ['name-taken manifest.json']],
  ['a manifest further down', [aFile('public/manifest.json')], []],
  ['names that differ by case', [aFile('README'), aFile('readme')], ['names-collide readme']],
  [
    'names of two Unicode forms',
    [aFile(composed), aFile(decomposed)],
    ['names-collide cafe\u0301'],
  ],
  [
    'directories that differ by case, once and not for all below',
    [aDirectory('A'), aFile('A/x'), aDirectory('a'), aFile('a/x')],
    ['names-collide a'],
  ],
  ['one name in two directories', [aFile('a/x'), aFile('b/X')], []],
  ['a link out', [aFile('a'), aLink('l', '../x')], ['link-leaves-tree l']],
  ['an absolute link', [aFile('a'), aLink('l', '/etc/hosts')], ['link-leaves-tree l']],
  [
    'a link out behind another',
    [aFile('d/a'), aLink('d/up', '..'), aLink('l', 'd/up/../x')],
    ['link-leaves-tree l'],
  ],
])('packageFindings() for %s', (_, entries, found) => {
  const findings = packageFindings(entries, { require: [] });
  expect(findings.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual(found);
});

test('packageFindings() names every required path that is neither file nor link', () => {
  const tree = [
    aFile('vendor/autoload.php'),
    aLink('public/index.php', 'x'),
    aDirectory('storage'),
  ];
  const require = ['vendor/autoload.php', 'public/index.php', 'storage', 'artisan'];
  const findings = packageFindings(tree, { require });
  expect(findings.map(({ rule, subject }) => `${rule} ${subject}`)).toEqual([
    'required-missing storage',
    'required-missing artisan',
  ]);
});
