import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import { reasonOf, Stop } from '../error.ts';
import type { Tag } from '../release/choose-version.ts';

/** The state of a git work tree. A shallow clone has everything that is read here. */
export interface Checkout {
  /** The top of the work tree: absolute, without links. */
  readonly root: string;
  readonly commit: string;
  /** The commit's tree. */
  readonly tree: string;
  /** Empty when HEAD is on no branch. */
  readonly branch: string;
  /** Every tag, with the commit it leads to. */
  readonly tags: readonly Tag[];
  /** Changed and untracked paths that git does not ignore, from the top of the work tree. */
  readonly dirty: readonly string[];
}

const run = promisify(execFile);

// A build's clone often belongs to another user than the container's: reading it is safe without its owner's
// consent when no program it names runs. Command scope counts from git 2.38 (git-config(1), last verified 2026-11-21).
const harmless = [
  ...['-c', 'safe.directory=*'],
  ...['-c', 'core.fsmonitor=false'],
  '--no-optional-locks',
];

/** What git knows about the work tree a directory lies in. Changes nothing there. */
export async function readCheckout(directory: string): Promise<Checkout> {
  const git = gitIn(directory);
  const [hashes, branch, tags, status] = await Promise.all([
    git('rev-parse', 'HEAD^{commit}', 'HEAD^{tree}', '--show-toplevel'),
    git('branch', '--show-current'),
    git('for-each-ref', 'refs/tags', '--format=%(refname:strip=2) %(objectname) %(*objectname)'),
    git('status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=none'),
  ]);
  // The directory's name comes last: it may have lines of its own.
  const [commit = '', tree = '', ...root] = hashes.trimEnd().split('\n');
  return {
    root: root.join('\n'),
    commit,
    tree,
    branch: branch.trim(),
    tags: readTags(tags),
    dirty: readStatus(status),
  };
}

/** The checked-out commit alone, which takes no look at any file. */
export async function readCommit(directory: string): Promise<string> {
  return (await gitIn(directory)('rev-parse', '--verify', 'HEAD^{commit}')).trim();
}

function gitIn(directory: string): (...words: readonly string[]) => Promise<string> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Stop('failed', `Cannot read the checkout: there is no directory "${directory}"`);
  }
  return (...words) => runGit(directory, words);
}

async function runGit(directory: string, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', [...harmless, ...words], {
      cwd: directory,
      maxBuffer: 512 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    throw gitProblem(error, directory);
  }
}

function gitProblem(error: unknown, directory: string): Stop {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') {
    return new Stop('failed', 'Cannot read the checkout: there is no "git" to run', {
      cause: error,
      hint: 'Install git, and have it on the PATH',
    });
  }
  const [first = reasonOf(error)] = stderr.split('\n').filter((line) => line !== '');
  return new Stop(
    'failed',
    `Cannot read the checkout in "${directory}": ${first.replace(/^fatal: /, '')}`,
    {
      cause: error,
      hint: hintFor(stderr),
    },
  );
}

function hintFor(stderr: string): string {
  if (stderr.includes('safe.directory')) {
    return `Run "git config --global --add safe.directory '*'" first, or use git 2.38 or later`;
  }
  return stderr.includes('not a git repository')
    ? 'Run it in a clone of the repository: a package is made for one commit'
    : 'Commit first: a package is made for one commit';
}

/** One tag a line: its name, what it names, and for an annotated tag the commit behind that. */
function readTags(text: string): Tag[] {
  return text.split('\n').flatMap((line) => {
    const [name, object, commit] = line.split(' ');
    if (!name || !object) return [];
    return [{ name, commit: commit || object }];
  });
}

/** `XY path`, each ended by a NUL; after a rename or copy the old path follows as one more (git-status(1)). */
function readStatus(text: string): string[] {
  const fields = text.split('\0').filter((field) => field !== '');
  return fields.flatMap((field, index) => {
    const isOldPath = index > 0 && /^(.?[RC]) /.test(fields[index - 1]?.slice(0, 3) ?? '');
    return isOldPath ? [] : [field.slice(3)];
  });
}
