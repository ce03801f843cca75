import { expect, test } from 'vitest';
import { contentOf, manifest } from '../../src/release/manifest.ts';
import { aManifest } from '../support/a-manifest.ts';
import { aDirectory, aFile, aLink } from '../support/an-entry.ts';

test('contentOf() is the app and every entry, one JSON line each', () => {
  const files = [aDirectory('a'), aFile('a/"b"\n', 'one'), aLink('c', 'a')];
  expect(contentOf({ app: 'shop', files }).split('\n')).toEqual([
    '["cutover",1,"shop"]',
    '["directory","a"]',
    '["file","a/\\"b\\"\\n","0644",3,"7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"]',
    '["link","c","a"]',
    '',
  ]);
});

test('contentOf() does not change with who packed it, when and as what', () => {
  const other = { version: '9.9.9', created_at: '2030-01-01T00:00:00.000Z', branch: 'x' };
  expect(contentOf(aManifest(other))).toBe(contentOf(aManifest()));
});

test.each([
  ['the same path twice', [aFile('a'), aFile('a')], '"a" occurs twice'],
  [
    'a path below a file',
    [aFile('a'), aFile('a/b')],
    '"a/b" lies below "a", which is no directory',
  ],
  [
    'a path below a link',
    [aLink('a', 'c'), aFile('a/b')],
    '"a/b" lies below "a", which is no directory',
  ],
  ['a link that leaves', [aLink('a', '../x')], 'the link "a" leaves the tree: "../x"'],
  [
    'a link that leaves behind another',
    [aDirectory('d'), aLink('a', 'd/up/../x'), aLink('d/up', '..')],
    'the link "a" leaves the tree: "d/up/../x"',
  ],
])('a manifest refuses %s', (_, files, message) => {
  const { error } = manifest.safeParse(aManifest({ files }));
  expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test.each(['', '/etc/passwd', '../x', 'a/../../x', 'a//b', 'a/', './a', 'a\0b'])(
  'a manifest refuses the path %j',
  (path) => {
    expect(manifest.safeParse(aManifest({ files: [aFile(path)] })).success).toBe(false);
  },
);
