import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { type Depth, driftOf } from '../../src/release/drift.ts';
import { inventory, looks, untouched } from '../../src/release/inventory.ts';
import { toShell } from '../../src/shell.ts';
import { type ATarget, aTarget } from '../support/a-target.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';
import { type Shell, shells } from '../support/shells.ts';

const tree = {
  'public/index.php': 'hello',
  'line\nbreak': 'two',
  link: '-> public/index.php',
  empty: '/',
};

interface Sealed {
  readonly target: ATarget;
  /** Where a path of the release is. */
  readonly path: (name: string) => string;
  readonly drift: (depth: Depth) => Promise<string[]>;
  /** The one word that the host says. */
  readonly word: () => Promise<string>;
}

/** A sealed release on a real directory, and what is said of it. */
async function aSealed({ environment, name }: Shell, own = tree): Promise<Sealed> {
  const target = aTarget({ environment, name });
  await target.place('A', own);
  const release = target.at.release('A');
  const seal = target.at.seal('A');
  const connection = connectLocal(environment);
  return {
    target,
    path: (each) => join(release, each),
    drift: async (depth) => {
      const list = depth === 'quick' ? looks(release) : inventory(release);
      const { stdout } = await connection.run(toShell(list));
      return driftOf(readFileSync(seal, 'utf8'), stdout, depth).map(
        ({ change, path }) => `${change} ${path}`,
      );
    },
    word: async () => (await connection.run(toShell(untouched(release, seal)))).stdout,
  };
}

/** Changes what is sealed, as somebody who may write there does. */
function byHand(directory: string, change: () => void) {
  const { mode } = statSync(directory);
  chmodSync(directory, 0o755);
  change();
  chmodSync(directory, mode);
}

const edits: readonly [string, (sealed: Sealed) => void, quick: string[], full: string[]][] = [
  [
    'a content of another size',
    ({ path }) => writeFileSync(path('public/index.php'), 'hacked'),
    ['changed public/index.php'],
    ['changed public/index.php'],
  ],
  [
    'a content of the same size',
    ({ path }) => writeFileSync(path('public/index.php'), 'HELLO'),
    ['changed public/index.php'],
    ['changed public/index.php'],
  ],
  [
    'a mode',
    ({ path }) => chmodSync(path('public/index.php'), 0o644),
    ['changed public/index.php'],
    ['changed public/index.php'],
  ],
  [
    'a directory’s mode',
    ({ path }) => chmodSync(path('empty'), 0o777),
    ['changed empty'],
    ['changed empty'],
  ],
  [
    'a time alone: other looks, the same content',
    ({ path }) => utimesSync(path('public/index.php'), 1, 1),
    ['changed public/index.php'],
    [],
  ],
  [
    'where a link leads',
    ({ path }) =>
      byHand(path(''), () => {
        rmSync(path('link'));
        symlinkSync('empty', path('link'));
      }),
    ['changed link'],
    ['changed link'],
  ],
  [
    'what came and what went',
    ({ path }) =>
      byHand(path(''), () => {
        rmSync(path('line\nbreak'));
        mkdirSync(path('new'));
      }),
    ['missing line\nbreak', 'added new'],
    ['missing line\nbreak', 'added new'],
  ],
];

describe.each(shells())('drift through $name', { concurrent: true }, (shell) => {
  test('finds nothing where nothing was touched', async () => {
    const sealed = await aSealed(shell);
    expect([await sealed.drift('quick'), await sealed.drift('full')]).toEqual([[], []]);
    expect(await sealed.word()).toBe('untouched\n');
  });

  test.each(edits)('finds %s', async (_, edit, quick, full) => {
    const sealed = await aSealed(shell);
    edit(sealed);
    expect(await sealed.drift('quick')).toEqual(quick);
    expect(await sealed.drift('full')).toEqual(full);
    expect(await sealed.word()).toBe('touched\n');
  });

  test('does not mistake a hard link made elsewhere for a change', async () => {
    const sealed = await aSealed(shell);
    linkSync(sealed.path('public/index.php'), join(sealed.target.root, 'elsewhere'));
    expect(await sealed.word()).toBe('untouched\n');
  });

  test('tells a copy put in the place of a file, with its size, mode and time, from the file', async () => {
    const sealed = await aSealed(shell);
    const file = sealed.path('public/index.php');
    const { mode, atime, mtime } = statSync(file);
    byHand(sealed.path('public'), () => {
      writeFileSync(`${file}.new`, 'HELLO', { mode });
      utimesSync(`${file}.new`, atime, mtime);
      renameSync(`${file}.new`, file);
    });
    expect(await sealed.word()).toBe('touched\n');
    expect(await sealed.drift('full')).toEqual(['changed public/index.php']);
  });

  test('reads seals without times: sizes, modes and contents are compared', async () => {
    const sealed = await aSealed(shell);
    const seal = sealed.target.at.seal('A');
    const [digest, , ...rows] = readFileSync(seal, 'utf8').split('\n');
    const old = rows.map((row) => row.replace(/^(\0?[0-9a-f]+ [0-9]+) [0-9]+ .{35} \.\//, '$1 ./'));
    chmodSync(seal, 0o600);
    writeFileSync(seal, [digest, ...old].join('\n'));
    expect(await sealed.word()).toBe('unknown\n');
    expect([await sealed.drift('quick'), await sealed.drift('full')]).toEqual([[], []]);
    writeFileSync(sealed.path('public/index.php'), 'hacked');
    expect(await sealed.drift('quick')).toEqual(['changed public/index.php']);
  });

  test('does not know about what has no seal', async () => {
    const sealed = await aSealed(shell);
    rmSync(sealed.target.at.seal('A'));
    expect(await sealed.word()).toBe('unknown\n');
  });

  test('finds any write to any file, whatever the names', async () => {
    const name = fc.stringMatching(/^[a-z '"\\$*\n-]{1,6}$/).filter((each) => each !== '');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.nat(), fullCheck),
      { numRuns: runs(15) },
    );
    async function fullCheck(names: readonly string[], pick: number) {
      const own = Object.fromEntries(names.map((each) => [`d/${each}`, 'same size']));
      const sealed = await aSealed(shell, own as typeof tree);
      expect(await sealed.word()).toBe('untouched\n');
      const one = names[pick % names.length] ?? '';
      writeFileSync(sealed.path(`d/${one}`), 'SAME SIZE');
      const found = [`changed d/${one}`];
      expect(await sealed.word()).toBe('touched\n');
      expect([await sealed.drift('quick'), await sealed.drift('full')]).toEqual([found, found]);
    }
  });
});
