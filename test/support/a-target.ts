import { randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { ask } from '../../src/engine/ask.ts';
import { connectLocal } from '../../src/io/local.ts';
import type { Parcel } from '../../src/io/parcel.ts';
import { performStep } from '../../src/io/perform-step.ts';
import type { Entry } from '../../src/release/entry.ts';
import { byPath } from '../../src/release/entry.ts';
import { type HostState, hostState } from '../../src/release/host-state.ts';
import { type Layout, layout } from '../../src/release/layout.ts';
import type { Step } from '../../src/release/plan.ts';
import { toShell } from '../../src/shell.ts';
import type { Shared } from '../../src/strategies/strategy.ts';
import { symlink } from '../../src/strategies/symlink.ts';
import { aManifest } from './a-manifest.ts';
import { aParcel } from './a-parcel.ts';
import { sha256 } from './a-record.ts';
import { aDirectory, aFile, aLink } from './an-entry.ts';
import { scratch } from './scratch.ts';
import type { Shell } from './shells.ts';

/** What a release holds: content by path; a link is written `-> target`, a directory `/`. */
export type Tree = Readonly<Record<string, string>>;

/** What is shared by the releases of a target, if nothing. */
export const nothingShared: Shared = { directories: [], files: [] };

/** A real directory on this machine that releases go to. Its path has what shells like to trip over. */
export interface ATarget {
  readonly root: string;
  readonly at: Layout;
  /** What the target says of itself, asked as a host is asked. */
  look(shared?: Shared): Promise<HostState>;
  /** Carries steps out, one after another; what they send is the tree, unless something else was packed. */
  run(steps: readonly Step[], tree?: Tree, packed?: Tree): Promise<void>;
  /** A release that is sent, linked and sealed, as a run does it; not live. */
  place(build: string, tree: Tree, shared?: Shared): Promise<void>;
  /** Makes a release live, as a run does it. */
  goLive(build: string): Promise<void>;
  remove(build: string): Promise<void>;
  /** The same directory in the hands of another shell, and of a run of its own. */
  through(shell: Shell): ATarget;
}

/** A new target, with nothing in it. */
export function aTarget(shell: Shell): ATarget {
  const root = join(scratch('target'), `it's a "root" $HOME`);
  return targetAt(root, shell);
}

function targetAt(root: string, shell: Shell, own = 'run'): ATarget {
  const places = { type: 'symlink' as const, root };
  const at = layout(places);
  const connection = connectLocal(shell.environment);
  const look = async (shared = nothingShared) => {
    const asked = { shared: [...shared.directories, ...shared.files], migrations: 'migrations' };
    return hostState(await ask(connection, symlink.questions(places, asked), 'mark-of-the-test'));
  };
  const run = async (steps: readonly Step[], tree: Tree = {}, packed = tree) => {
    const release = await packageOf(tree, packed);
    const world = {
      connections: new Map([['local', connection]]),
      release,
      emit: () => undefined,
      seconds: () => 0,
      nonce: () => randomBytes(8).toString('hex'),
      directory: at.run(own),
    };
    for (const step of steps) {
      await performStep({ host: 'local', phase: 'upload', step, signal: undefined }, world);
    }
  };
  const close = () => connection.run(toShell(symlink.close(own, places)));
  return {
    root,
    at,
    look,
    run,
    place: async (build, tree, shared = nothingShared) => {
      const placing = { run: own, build, digest: sha256(JSON.stringify(tree)), shared };
      const { upload, prepare, seal } = symlink.place(placing, await look(shared), places);
      await run([...symlink.open(own, places), ...upload, ...prepare, ...seal], tree);
      await close();
    },
    goLive: async (build) => {
      const { stage, switch: go } = symlink.cutOver({ run: own, build }, await look(), places);
      await run([...symlink.open(own, places), ...stage, ...go]);
      await close();
    },
    remove: async (build) => {
      await run([...symlink.open(own, places), ...symlink.remove(build, places)]);
      await close();
    },
    through: (other) => targetAt(root, other, 'another'),
  };
}

/** Writes a tree, its directories made as needed. */
export function writeTree(directory: string, tree: Tree): void {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(directory, name);
    mkdirSync(content === '/' ? path : dirname(path), { recursive: true });
    if (content.startsWith('-> ')) symlinkSync(content.slice(3), path);
    else if (content !== '/') writeFileSync(path, content);
  }
}

/** What a directory with this tree holds, in order of path. */
export function entriesOf(tree: Tree): Entry[] {
  const parents = Object.keys(tree).flatMap((path) =>
    path
      .split('/')
      .slice(1)
      .map((_, index, names) =>
        path
          .split('/')
          .slice(0, names.length - index)
          .join('/'),
      ),
  );
  const made = Object.entries(tree).map(([path, content]) => entryOf(path, content));
  const implied = [...new Set(parents)].filter((path) => !(path in tree)).map(aDirectory);
  return [...made, ...implied].toSorted(byPath);
}

function entryOf(path: string, content: string): Entry {
  if (content === '/') return aDirectory(path);
  return content.startsWith('-> ') ? aLink(path, content.slice(3)) : aFile(path, content);
}

const parcels = new Map<string, Promise<Parcel>>();

/** Packed once for all of a file’s tests. */
async function packageOf(tree: Tree, packed: Tree): Promise<Parcel> {
  const key = JSON.stringify([tree, packed]);
  const made = parcels.get(key) ?? packageFrom(tree, packed);
  parcels.set(key, made);
  return made;
}

async function packageFrom(tree: Tree, packed: Tree): Promise<Parcel> {
  const directory = scratch('tree');
  writeTree(directory, packed);
  return aParcel(directory, undefined, aManifest({ files: entriesOf(tree) }));
}
