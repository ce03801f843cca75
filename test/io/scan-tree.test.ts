import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type ScanOptions, scanTree } from '../../src/io/scan-tree.ts';
import { pathMatcher } from '../../src/release/path-matcher.ts';
import { aScratch, aTree } from '../support/a-tree.ts';

const everything: ScanOptions = { excluded: () => false, never: [] };

function paths(root: string, options: Partial<ScanOptions> = {}): string[] {
  return scanTree(root, { ...everything, ...options }).entries.map(({ path }) => path);
}

function found(root: string): string[] {
  return scanTree(root, everything).findings.map(({ rule, subject }) => `${rule} ${subject}`);
}

test('scanTree() gives files, links and directories in the order of their paths', () => {
  const root = aTree({
    'a/b': 'four',
    'a-b': { program: '#!/bin/sh\n' },
    a1: { link: 'a/b' },
    'empty/directory': 'directory!',
  });
  const lines = scanTree(root, everything).entries.map((each) => {
    const rest = each.type === 'file' ? each.size : each.type === 'link' ? each.target : '';
    return `${each.type} ${each.mode} ${each.path} ${rest}`.trim();
  });
  expect(lines).toEqual([
    'directory 0755 a',
    'file 0755 a-b 10',
    'file 0644 a/b 4',
    'link 0777 a1 a/b',
    'directory 0755 empty',
    'directory 0755 empty/directory',
  ]);
});

test('scanTree() does not go through a link', () => {
  expect(paths(aTree({ 'real/file': '', link: { link: 'real' } }))).toEqual([
    'link',
    'real',
    'real/file',
  ]);
});

test('scanTree() leaves out repositories and pipelines at any depth, and its own work directory', () => {
  const root = aTree({
    '.git/HEAD': '',
    '.bitbucket/x': '',
    '.cutover/store/x': '',
    'vendor/lib/.git': 'gitdir: elsewhere',
    'vendor/lib/.bitbucket/x': '',
    'vendor/lib/.cutover': 'a file of theirs',
    '.gitignore': '',
    'dist/packages/x': '',
  });
  expect(paths(root, { never: ['dist/packages'] })).toEqual([
    '.gitignore',
    'vendor',
    'vendor/lib',
    'vendor/lib/.cutover',
  ]);
});

test('scanTree() leaves out directories that are there only for its own, and no others', () => {
  const never = ['out/here/store', 'build/store'];
  const root = aTree({
    'out/here/store/x': '',
    'build/store/x': '',
    'build/app.js': '',
    empty: 'directory!',
  });
  expect(paths(root, { never })).toEqual(['build', 'build/app.js', 'empty']);
});

test('scanTree() leaves out what is excluded, without a look at what it is', () => {
  const root = aTree({ 'tests/pipe': 'fifo!', 'tests/a': '', 'src/tests/a': '' });
  expect(paths(root, { excluded: pathMatcher(['tests']) })).toEqual([
    'src',
    'src/tests',
    'src/tests/a',
  ]);
});

test('scanTree() lists everything that cannot be shipped', async () => {
  const root = aTree({ 'a/pipe': 'fifo!', good: '' });
  const server = createServer().listen(join(root, 'socket'));
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  expect(found(root).toSorted()).toEqual(['unshippable a/pipe', 'unshippable socket']);
  expect(paths(root)).toEqual(['a', 'good']);
});

test.skipIf(process.platform === 'darwin')(
  'scanTree() finds names and links that are no UTF-8',
  () => {
    const root = aTree({});
    writeFileSync(Buffer.from(`${root}/caf\xe9`, 'latin1'), '');
    execFileSync('sh', ['-c', `ln -s "$(printf 'x\\351')" "$1/link"`, 'sh', root]);
    expect(found(root).toSorted()).toEqual(['name-not-utf8 caf\ufffd', 'name-not-utf8 link']);
  },
);

test('scanTree() finds what it cannot look at, and goes on', () => {
  const root = aScratch();
  onTestFinished(() => void execFileSync('rm', ['-rf', root]));
  const tooDeep = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    process.chdir(process.argv[1]);
    writeFileSync('good', '');
    for (const name of Array(20).fill('d'.repeat(250))) mkdirSync(name), process.chdir(name);`;
  execFileSync(process.execPath, ['-e', tooDeep, root]);
  const { entries, findings } = scanTree(root, everything);
  expect(findings).toMatchObject([
    { rule: 'unreadable', message: 'cannot be read: ENAMETOOLONG: name too long' },
  ]);
  expect(entries).toContainEqual(expect.objectContaining({ path: 'good' }));
});

test('scanTree() stops where there is no tree', () => {
  expect(() => scanTree(join(aScratch(), 'dist'), everything)).toThrow(
    'there is no such directory',
  );
});
