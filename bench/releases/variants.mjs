import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn } from './files-in.mjs';
import { noise } from './make-large.mjs';

const makers = {
  edited: edit,
  big: (tree) => writeFileSync(join(tree, 'big.bin'), bigFile()),
  'big-edited': (tree) => writeFileSync(join(tree, 'big.bin'), changed(bigFile())),
};

/** The tree of the next build, made once from the payload’s own. `-fresh`: every file’s time is new, as in a new clone. */
export function variant(base, name) {
  const tree = join(dirname(base), name);
  if (name === 'base' || existsSync(tree)) return tree;
  const begun = `${tree}.begun`;
  rmSync(begun, { recursive: true, force: true });
  const fresh = name.endsWith('-fresh');
  const from = fresh ? variant(base, name.slice(0, -'-fresh'.length)) : base;
  execFileSync('cp', ['-a', from, begun]);
  if (fresh) touch(begun);
  else makers[name](begun);
  renameSync(begun, tree);
  return tree;
}

function touch(tree) {
  const now = new Date();
  for (const file of filesIn(tree)) utimesSync(file, now, now);
}

/** Two files of a hundred get some bytes in their middle; two of a thousand are new, two are gone. */
function edit(tree) {
  for (const [index, file] of filesIn(tree).entries()) {
    if (index % 500 === 1) unlinkSync(file);
    else if (index % 500 === 2) copyFileSync(file, `${file}.new`);
    else if (index % 50 === 0 && statSync(file).size < 2_000_000) {
      const content = readFileSync(file);
      const middle = content.length >> 1;
      const parts = [content.subarray(0, middle), `/* ${index} */`, content.subarray(middle)];
      writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(part))));
    }
  }
  execFileSync('find', [tree, '-type', 'd', '-empty', '-delete']);
}

/** 100 MB that compress to two thirds. */
function bigFile() {
  const bytes = noise('big');
  const parts = Array.from({ length: 763 }, () => [bytes(65_536), bytes(49_152).toString('hex')]);
  return Buffer.concat(parts.flat().map((part) => Buffer.from(part))).subarray(0, 100_000_000);
}

/** Something put in, something written over, something added at the end. */
function changed(file) {
  const start = Buffer.concat([file.subarray(0, 10_000_000), Buffer.alloc(99, 'inserted ')]);
  const middle = Buffer.concat([file.subarray(10_000_000, 50_000_000), Buffer.alloc(64, 'over')]);
  return Buffer.concat([start, middle, file.subarray(50_000_064), Buffer.alloc(10_000, 'tail')]);
}
