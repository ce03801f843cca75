import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, inject, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { untouched } from '../../src/release/inventory.ts';
import { toShell } from '../../src/shell.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { type ATarget, aTarget, nothingShared, type Tree, writeTree } from '../support/a-target.ts';
import { fullFaults } from '../support/full-faults.ts';
import { aMortalShell, shells } from '../support/shells.ts';

// As a deploy user: root may write to what is sealed, and would not notice.
if (process.getuid?.() === 0) process.setuid?.(65_534);
const [sh] = shells();
const shared = { directories: ['storage'], files: ['.env'] };
const tree = { 'public/index.php': 'B', 'storage/photo': 'from the release', '.env': 'KEY=B' };
const isOf = async (target: ATarget, build: string) =>
  (await target.look()).releases.find((each) => each.build === build)?.is;
const read = (target: ATarget, path: string) => {
  const file = join(target.root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/** A target with release A live. */
async function aLiveTarget(): Promise<ATarget> {
  const target = aTarget(sh!);
  await target.place('A', { 'public/index.php': 'A' });
  await target.goLive('A');
  return target;
}

/** As a run without prepare hooks does it: nothing comes between the upload and the seal. */
async function placeClosed(target: ATarget, build: string, tree: Tree): Promise<void> {
  const at = { type: 'symlink' as const, root: target.root };
  const upload = { links: true, prepared: false, own: [], verify: 'quick' } as const;
  const placing = { run: 'run', build, digest: build, shared: nothingShared, upload };
  const steps = symlink.place(placing, await target.look(), at);
  await target.run(symlink.open('run', at));
  await target.run([...steps.upload, ...steps.prepare, ...steps.seal], tree);
}

/** Does the work in a shell that is killed at its first command, its second, and so on, until it is not killed. */
async function killedEverywhere(
  prepare: () => Promise<ATarget>,
  work: (target: ATarget) => Promise<void>,
  look: (target: ATarget, fatal: number) => Promise<void>,
): Promise<number> {
  // Every third command, beginning at another one for each commit; all of them with --full.
  const pace = fullFaults ? 1 : 3;
  for (let fatal = 1 + (inject('seed') % pace); ; fatal += pace) {
    const target = await prepare();
    const shell = aMortalShell(fatal);
    // Where only a shell beside it was killed, it may come to its end.
    await work(target.through(shell)).catch(() => undefined);
    await look(target, fatal);
    execFileSync('chmod', ['-R', 'u+w', target.root]);
    rmSync(dirname(target.root), { recursive: true });
    if (!shell.reached()) return fatal - 1;
  }
}

describe('a shell that is killed, at whichever of its commands,', { concurrent: true }, () => {
  test('while a release is placed leaves it complete or not, loses nothing, and is made good by the next run', async () => {
    const deaths = await killedEverywhere(
      aLiveTarget,
      (target) => target.place('B', tree, shared),
      async (target, fatal) => {
        const { live, releases } = await target.look();
        expect({ fatal, live }).toEqual({ fatal, live: 'A' });
        expect(read(target, 'current/public/index.php')).toBe('A');
        expect([undefined, 'from the release']).toContain(read(target, 'shared/storage/photo'));
        if (releases.some(({ build, is }) => build === 'B' && is === 'complete')) {
          expect(read(target, 'B/storage/photo')).toBe('from the release');
        }
        await target.place('B', tree, shared);
        expect(await isOf(target, 'B')).toBe('complete');
        expect(read(target, 'B/public/index.php')).toBe('B');
        expect(read(target, 'shared/storage/photo')).toBe('from the release');
        expect(read(target, 'shared/.env')).toBe('KEY=B');
        expect(existsSync(target.at.incoming('run'))).toBe(false);
        expect(existsSync(target.at.run('run'))).toBe(false);
      },
    );
    expect(deaths).toBeGreaterThan(15);
  });

  test('while a release that no hook touches is placed takes nothing from what is live, and is made good by the next run', async () => {
    const next = { 'public/index.php': 'B', 'public/new/file': 'B' };
    const deaths = await killedEverywhere(
      aLiveTarget,
      (target) => placeClosed(target, 'B', next),
      async (target, fatal) => {
        expect({ fatal, text: read(target, 'current/public/index.php') }).toEqual({
          fatal,
          text: 'A',
        });
        if ((await isOf(target, 'B')) === 'complete')
          expect(read(target, 'B/public/index.php')).toBe('B');
        await placeClosed(target, 'B', next);
        expect(await isOf(target, 'B')).toBe('complete');
        const { stdout } = await connectLocal(sh!.environment).run(
          toShell(untouched(target.at.release('B'), target.at.seal('B'))),
        );
        expect(stdout).toBe('untouched\n');
        expect(read(target, 'B/public/new/file')).toBe('B');
      },
    );
    expect(deaths).toBeGreaterThan(15);
  });

  test('never touches what was shared before', async () => {
    await killedEverywhere(
      async () => {
        const target = await aLiveTarget();
        writeTree(target.at.shared, { 'storage/photo': 'precious', '.env': 'KEY=1' });
        return target;
      },
      (target) => target.place('B', tree, shared),
      async (target) => {
        expect(read(target, 'shared/storage/photo')).toBe('precious');
        expect(read(target, 'shared/.env')).toBe('KEY=1');
      },
    );
  });

  test('while the pointer is switched leaves it on one release or the other', async () => {
    const deaths = await killedEverywhere(
      async () => {
        const target = await aLiveTarget();
        await target.place('B', { 'public/index.php': 'B' });
        return target;
      },
      (target) => target.goLive('B'),
      async (target) => {
        const { live } = await target.look();
        expect(['A', 'B']).toContain(live);
        expect(read(target, 'current/public/index.php')).toBe(live);
        await target.goLive('B');
        expect(await target.look()).toMatchObject({ live: 'B' });
      },
    );
    expect(deaths).toBeGreaterThan(4);
  });

  test('while a release is removed leaves all of it, or nothing that looks complete', async () => {
    const deaths = await killedEverywhere(
      async () => {
        const target = await aLiveTarget();
        writeTree(target.at.shared, { 'storage/photo': 'precious', '.env': 'KEY=1' });
        await target.place('B', tree, shared);
        return target;
      },
      (target) => target.remove('B'),
      async (target) => {
        const is = await isOf(target, 'B');
        expect([undefined, 'complete', 'incomplete']).toContain(is);
        if (is === 'complete') await target.place('B', tree, shared);
        if (is !== undefined) await target.remove('B');
        await target.place('C', { c: '1' });
        expect((await target.look()).releases.map(({ build }) => build)).toEqual(['A', 'C']);
        expect(existsSync(target.at.aside('B'))).toBe(false);
        expect(readdirSync(target.at.trash)).toEqual([]);
        expect(read(target, 'shared/storage/photo')).toBe('precious');
        expect(await target.look()).toMatchObject({ live: 'A' });
      },
    );
    expect(deaths).toBeGreaterThan(8);
  });
});
