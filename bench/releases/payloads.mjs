import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesIn } from './files-in.mjs';
import { makeLarge } from './make-large.mjs';

/** Real packages, as an application of that size has them; npm gets what they depend on. Without a registry: our own. */
const packages = [
  ...['next@16.4.6', 'react@19.3.1', 'react-dom@19.3.1', 'three@0.187.0', 'date-fns@4.4.0'],
  ...['@aws-sdk/client-s3@3.1169.0', '@aws-sdk/client-ec2@3.1169.0', 'core-js@3.51.0'],
  ...['webpack@5.112.2', 'eslint@10.15.0', 'prettier@3.10.1'],
];

/** What looks like a secret in other people’s packages: examples, and the keys of their tests. */
export const allowedSecrets = ['node_modules/*/test/**'];

const makers = { tiny: makeTiny, laravel: makeLaravel, node: makeNode, large: makeLarge };

/** The tree of a payload, made on the first call and kept in the work directory. */
export function payload(work, name) {
  const tree = join(work, 'trees', name, 'base');
  if (existsSync(tree)) return tree;
  const begun = `${tree}.begun`;
  rmSync(begun, { recursive: true, force: true });
  mkdirSync(begun, { recursive: true });
  makers[name](begun, work);
  // Of git's own files and empty directories each tool would make something else.
  execFileSync('find', [begun, '-name', '.git*', '!', '-type', 'd', '-delete']);
  execFileSync('find', [begun, '(', '-xtype', 'l', '-o', '-type', 'd', '-empty', ')', '-delete']);
  const past = new Date(Date.now() - 3 * 86_400_000);
  for (const file of filesIn(begun)) utimesSync(file, past, past);
  execFileSync('mv', [begun, tree]);
  return tree;
}

/** To see whether the bench itself works. */
function makeTiny(tree) {
  copy('/usr/share/php/Illuminate', join(tree, 'vendor'));
}

/** The framework and what it needs, from Debian's packages, with a built front end beside. */
function makeLaravel(tree, work) {
  const app = fileURLToPath(new URL('../../test/real/laravel/tree', import.meta.url));
  cpSync(app, tree, { recursive: true });
  execFileSync('cp', ['-rL', '/usr/share/php', join(tree, 'vendor')]);
  mkdirSync(join(tree, 'public/build'), { recursive: true });
  const built = ['three', 'prettier'].map((name) => join(installed(work), name));
  for (const from of built.filter((path) => existsSync(path)))
    copy(from, join(tree, 'public/build', basename(from)));
}

function makeNode(tree, work) {
  copy(installed(work), join(tree, 'node_modules'));
  writeFileSync(join(tree, 'package.json'), '{ "name": "shop", "private": true }\n');
}

function installed(work) {
  const directory = join(work, 'packages');
  const modules = join(directory, 'node_modules');
  if (existsSync(modules)) return modules;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock'];
  const words = ['install', '--ignore-scripts', '--omit=optional', '--legacy-peer-deps', ...quiet];
  const { status } = spawnSync('npm', [...words, ...packages], { cwd: directory, stdio: 'ignore' });
  return status === 0 ? modules : fileURLToPath(new URL('../../node_modules', import.meta.url));
}

function copy(from, to) {
  execFileSync('cp', ['-a', from, to]);
}
