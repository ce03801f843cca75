import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { type ATarget, aTarget, type Tree, writeTree } from '../support/a-target.ts';
import { type AdoptOptions, adopt } from '../support/adopt.ts';
import { aMortalShell, type Shell, shells } from '../support/shells.ts';

// As a deploy user: root may write to what is sealed, and would not notice.
if (process.getuid?.() === 0) process.setuid?.(65_534);
const [sh] = shells() as [Shell, ...Shell[]];
const shared = { directories: ['storage'], files: ['.env'] };
const read = ({ root }: ATarget, path: string) =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;

/** Adopts in a shell that is killed at its first command, its second, and so on, until it is not; then once more. */
async function killedEverywhere(
  tree: Tree,
  options: (target: ATarget) => Omit<AdoptOptions, 'shell'>,
  look: (target: ATarget, when: 'killed' | 'again') => void,
): Promise<number> {
  for (let fatal = 1; ; fatal += 1) {
    const target = aTarget(sh);
    writeTree(target.root, tree);
    const wasKilled = await adopt(target, {
      ...options(target),
      shell: sh,
      through: aMortalShell(fatal),
    }).then(
      () => false,
      () => true,
    );
    look(target, 'killed');
    await adopt(target, { ...options(target), shell: sh });
    look(target, 'again');
    rmSync(dirname(target.root), { recursive: true });
    if (!wasKilled) return fatal - 1;
  }
}

describe('an adoption that is killed, at whichever of its commands,', { concurrent: true }, () => {
  test('of a directory loses nothing, and is finished by the next one', async () => {
    const tree = {
      'current/index.php': 'A',
      'current/storage/photo': 'precious',
      'current/.env': 'KEY=1',
    };
    const contents = (target: ATarget) =>
      execFileSync(
        'find',
        [target.root, '-name', '.cutover', '-prune', '-o', '-type', 'f', '-print'],
        {
          encoding: 'utf8',
        },
      )
        .trim()
        .split('\n')
        .map((path) => readFileSync(path, 'utf8'));
    const deaths = await killedEverywhere(
      tree,
      () => ({ from: 'directory', shared }),
      (target, when) => {
        expect([...new Set(contents(target))].toSorted()).toEqual(['A', 'KEY=1', 'precious']);
        if (when === 'killed') return;
        expect(lstatSync(target.at.current).isSymbolicLink()).toBe(true);
        expect(read(target, 'current/index.php')).toBe('A');
        expect(read(target, 'current/storage/photo')).toBe('precious');
        expect(read(target, 'current/.env')).toBe('KEY=1');
        expect(read(target, 'shared/storage/photo')).toBe('precious');
        expect(existsSync(join(target.at.seals, 'adopted-1'))).toBe(true);
        expect(existsSync(target.at.beside)).toBe(false);
      },
    );
    expect(deaths).toBeGreaterThan(15);
  });

  test('of a link leaves what is live live', async () => {
    const tree = { 'releases/1/index.php': 'A', 'releases/1/storage/photo': 'precious' };
    const deaths = await killedEverywhere(
      { ...tree, current: '-> releases/1' },
      ({ root }) => ({ from: 'plain-symlink', releases: join(root, 'releases'), shared }),
      (target, when) => {
        expect(read(target, 'current/index.php')).toBe('A');
        if (when === 'again') expect(read(target, 'current/storage/photo')).toBe('precious');
        else
          expect([
            read(target, 'shared/storage/photo'),
            read(target, 'current/storage/photo'),
          ]).toContain('precious');
      },
    );
    expect(deaths).toBeGreaterThan(6);
  });
});
