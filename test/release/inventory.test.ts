import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { connectLocal } from '../../src/io/local.ts';
import { inventory, readInventory, readSeal } from '../../src/release/inventory.ts';
import { toShell } from '../../src/shell.ts';
import { entriesOf, type Tree, writeTree } from '../support/a-target.ts';
import { aDirectory, aFile } from '../support/an-entry.ts';
import { fc } from '../support/fc.ts';
import { runs } from '../support/runs.ts';
import { type Shell, shells } from '../support/shells.ts';

/** Writes a tree to a real directory and reads it back as a host would. */
async function readBack(tree: Tree, { environment }: Shell) {
  const directory = mkdtempSync('/tmp/cutover-inventory-');
  try {
    writeTree(directory, tree);
    const { stdout, exit } = await connectLocal(environment).run(toShell(inventory(directory)));
    return { exit, entries: readInventory(stdout) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const pieces = [
  ...[
    'a',
    'b',
    ' ',
    '\n',
    '\r',
    '\t',
    "'",
    '"',
    '\\',
    '\\n',
    '-',
    '--',
    '.',
    '*',
    '?',
    '[',
    '$',
    '`',
    '!',
  ],
  ...[
    'é',
    'e\u0301',
    '日本',
    '💥',
    '\u2028',
    '\u0085',
    '\u00a0',
    '\x1b',
    '\x7f',
    '%s',
    '~',
    '#',
    '&',
    '|',
    ';',
  ],
];
const name = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 })
  .map((list) => list.join(''))
  .filter((text) => !['.', '..'].includes(text));
const content = fc.constantFrom('', '/', 'hello', '-> a', '-> x\ny', '-> it\'s "there"');
const tree = fc
  .uniqueArray(fc.tuple(name, content), { maxLength: 8, selector: ([path]) => path })
  .map((list): Tree => Object.fromEntries(list));
const deep = fc
  .tuple(tree, name)
  .map(
    ([inside, above]): Tree =>
      Object.fromEntries(Object.entries(inside).map(([path, text]) => [`${above}/${path}`, text])),
  );

describe.each(shells())('an inventory through $name', (shell) => {
  test('lists files with their digests, directories, and links with their texts', async () => {
    const real = { 'public/index.php': 'hello', link: '-> public/index.php', empty: '/' };
    expect(await readBack(real, shell)).toEqual({ exit: 0, entries: entriesOf(real) });
  });

  test('of nothing is empty', async () => {
    expect(await readBack({}, shell)).toEqual({ exit: 0, entries: [] });
  });

  test.each([
    ['a newline', 'a\nb'],
    ['a newline at its end', 'a\n'],
    ['nothing but newlines', '\n\n'],
    ['a carriage return', 'a\rb'],
    ['a backslash', 'a\\nb\\'],
    ['a line separator of Unicode', 'a\u2028b'],
    ['quotes', `it's "so"`],
    ['a dash in front', '-rf'],
    ['what a shell would expand', '$(id)`id`*~'],
    ['what looks like a row of digests', `${'0'.repeat(64)}  .`],
    ['what looks like a row of modes', '81a4 5 .'],
  ])('reads a name with %s', async (_, path) => {
    const real = { [path]: 'x', [`d/${path}`]: 'y', plain: 'z', [`link-${path}`]: `-> ${path}` };
    expect((await readBack(real, shell)).entries).toEqual(entriesOf(real));
  });

  test('equals what was made, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(tree, deep), async (real) => {
        expect((await readBack(real, shell)).entries).toEqual(entriesOf(real));
      }),
      { numRuns: runs(40) },
    );
  });

  test('of what is not there fails', async () => {
    const { exit } = await connectLocal(shell.environment).run(
      toShell(inventory(join('/nonexistent', shell.name))),
    );
    expect(exit).not.toBe(0);
  });
});

describe('readSeal()', () => {
  test('is the inventory behind the line with the digest', () => {
    const file = aFile('f', 'x');
    const rows =
      file.type === 'file' ? `${file.sha256}  ./f\n\0${'81a4 1 ./f'}\n41ed 4096 ./d\n\0` : '';
    expect(readSeal(`${'d'.repeat(64)}\n${rows}`)).toEqual([aDirectory('d'), file]);
  });
});
