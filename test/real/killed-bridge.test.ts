import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, inject, test } from 'vitest';
import type { Bridge } from '../../src/strategies/strategy.ts';
import { type ATarget, aTarget } from '../support/a-target.ts';
import { ageBridged, cutOverBridged, placeBridged } from '../support/bridged.ts';
import { fullFaults } from '../support/full-faults.ts';
import { aMortalShell, type Shell, shells } from '../support/shells.ts';

// As a deploy user: root may write to what is sealed, and would not notice.
if (process.getuid?.() === 0) process.setuid?.(65_534);
const [sh] = shells() as [Shell, ...Shell[]];
const bridge: Bridge = { directories: ['build'], age: 3600 };
const tree = (name: string) => ({ [`build/${name}.js`]: name, 'build/list': name });
const read = ({ root }: ATarget, path: string) =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;

/** A target with A live, and B placed beside it if it is said so. */
async function aBridgedTarget(...placed: readonly string[]): Promise<ATarget> {
  const target = aTarget(sh);
  await placeBridged(target, 'A', tree('A'), bridge);
  await cutOverBridged(target, 'A', bridge);
  for (const build of placed) await placeBridged(target, build, tree(build), bridge);
  return target;
}

/** Does the work in a shell that is killed at its first command, its second, and so on; then again in one that is not. */
async function killedEverywhere(
  prepare: () => Promise<ATarget>,
  work: (target: ATarget) => Promise<void>,
  look: (target: ATarget, when: 'killed' | 'again') => void,
): Promise<number> {
  // Every third command, beginning at another one for each commit; all of them with --full.
  const pace = fullFaults ? 1 : 3;
  for (let fatal = 1 + (inject('seed') % pace); ; fatal += pace) {
    const target = await prepare();
    const shell = aMortalShell(fatal);
    // Where only a shell beside it was killed, it may come to its end.
    await work(target.through(shell)).catch(() => undefined);
    look(target, 'killed');
    await work(target);
    look(target, 'again');
    execFileSync('chmod', ['-R', 'u+w', target.root]);
    rmSync(dirname(target.root), { recursive: true });
    if (!shell.reached()) return fatal - 1;
  }
}

describe('a shell that is killed, at whichever of its commands,', { concurrent: true }, () => {
  test('while a release is bridged takes nothing from what is live, and is made good by the next run', async () => {
    const deaths = await killedEverywhere(
      () => aBridgedTarget(),
      (target) => placeBridged(target, 'B', tree('B'), bridge),
      (target, when) => {
        expect(read(target, 'current/build/A.js')).toBe('A');
        if (when === 'again') expect(read(target, 'B/build/B.js')).toBe('B');
      },
    );
    expect(deaths).toBeGreaterThan(8);
  });

  test('while the pointer is switched leaves what is live with its assets, and then both with those of both', async () => {
    const deaths = await killedEverywhere(
      () => aBridgedTarget('B'),
      (target) => cutOverBridged(target, 'B', bridge),
      (target, when) => {
        const live = read(target, 'current/build/list') ?? '';
        expect(['A', 'B']).toContain(live);
        expect(read(target, `current/build/${live}.js`)).toBe(live);
        // Nobody sees the new release before the assets of the old one are there.
        if (live === 'B') expect(read(target, 'current/build/A.js')).toBe('A');
        if (when === 'again') expect(read(target, 'A/build/B.js')).toBe('B');
      },
    );
    expect(deaths).toBeGreaterThan(8);
  });

  test('while assets age out never takes a release’s own', async () => {
    await killedEverywhere(
      async () => {
        const target = await aBridgedTarget('B');
        await cutOverBridged(target, 'B', bridge);
        execFileSync('touch', ['-d', '2 days ago', join(target.at.bridge, '.left/A')]);
        return target;
      },
      (target) => ageBridged(target, bridge),
      (target, when) => {
        expect(read(target, 'current/build/B.js')).toBe('B');
        expect(read(target, 'A/build/A.js')).toBe('A');
        if (when === 'again') expect(read(target, 'current/build/A.js')).toBeUndefined();
      },
    );
  });
});
