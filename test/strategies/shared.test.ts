import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { aTarget, writeTree } from '../support/a-target.ts';
import { shells } from '../support/shells.ts';

describe.each(shells())('what is shared, through $name,', (shell) => {
  test('is not taken from by a link of a release that leads there', async () => {
    const target = aTarget(shell);
    const shared = { directories: ['a', 'b/c'], files: [] };
    writeTree(target.root, { 'shared/a/c/photo': 'precious' });
    await expect(target.place('A', { b: '-> a' }, shared)).rejects.toThrow(
      'a link leads out of it',
    );
    expect(readFileSync(join(target.at.shared, 'a/c/photo'), 'utf8')).toBe('precious');
  });

  test.each([
    ['a file above it in what is shared', { 'shared/a': 'precious' }, 'blocked'],
    ['a link that leads nowhere above it', { 'shared/a': '-> nowhere' }, 'blocked'],
    ['nothing', {}, 'absent'],
  ])('a shared path with %s is seen as such', async (_, tree, expected) => {
    const target = aTarget(shell);
    mkdirSync(target.at.shared, { recursive: true });
    writeTree(target.root, tree);
    const state = await target.look({ directories: ['a/b/c'], files: [] });
    expect(state.shared).toEqual({ 'a/b/c': expected });
  });
});
