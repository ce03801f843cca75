import { lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';

/** One thing that happens to a tree: something comes to lie at a path, or nothing does any more. */
export type Edit = readonly [
  path: string,
  what:
    | { readonly file: string; readonly executable: boolean }
    | { readonly link: string }
    | 'directory'
    | 'nothing',
];

const names = [
  ...[
    'a',
    'A',
    'b',
    'B',
    'with space',
    '-n',
    "it's",
    '$x',
    '*',
    'back\\slash',
    'ünï-🚀',
    '.hidden',
  ],
  'l'.repeat(200),
];
const withNewline = [...names, 'new\nline', '\n'];

/** Edits of a few paths, so that they meet: files, links and directories take each other’s places. */
export function edits(newlines: boolean): fc.Arbitrary<Edit[]> {
  const name = fc.constantFrom(...(newlines ? withNewline : names));
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
  const what = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        file: fc.constantFrom('', 'one', 'two', 'x'.repeat(5_000)),
        executable: fc.boolean(),
      }),
    },
    { weight: 2, arbitrary: name.map((link) => ({ link })) },
    fc.constant('directory' as const),
    { weight: 2, arbitrary: fc.constant('nothing' as const) },
  );
  return fc.array(fc.tuple(path, what), { maxLength: 25 });
}

/** Makes the edits to a real tree, one after another; each makes the room it needs. */
export function edit(root: string, list: readonly Edit[]): void {
  for (const [path, what] of list) {
    const at = join(root, path);
    makeDirectory(root, dirname(path));
    rmSync(at, { recursive: true, force: true });
    if (what === 'directory') mkdirSync(at);
    else if (what !== 'nothing') place(at, what);
  }
}

function place(at: string, what: { file: string; executable: boolean } | { link: string }): void {
  if ('link' in what) symlinkSync(what.link, at);
  else writeFileSync(at, what.file, { mode: what.executable ? 0o755 : 0o644 });
}

function makeDirectory(root: string, path: string): void {
  if (path === '.') return;
  makeDirectory(root, dirname(path));
  const at = join(root, path);
  if (lstatSync(at, { throwIfNoEntry: false })?.isDirectory()) return;
  rmSync(at, { force: true });
  mkdirSync(at);
}

/** Every file below a directory. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
