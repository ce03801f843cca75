import { basename, dirname, join, relative } from 'node:path/posix';

/** The places of a target on its hosts. `releases` and `current` can be moved to fit an existing layout. */
export interface Places {
  readonly root: string;
  readonly releases?: string | undefined;
  readonly current?: string | undefined;
}

/** Where things live on a host. The only file that knows these paths. */
export function layout(places: Places) {
  const { root } = places;
  const releases = places.releases ?? root;
  const current = places.current ?? join(root, 'current');
  const work = join(root, '.cutover');
  return {
    root,
    releases,
    current,
    work,
    shared: join(root, 'shared'),
    /** What bridged directories of releases lead to: their own files, and those of releases that were live before. */
    bridge: join(root, 'bridge'),
    bridged: (build: string) => join(root, 'bridge', build),
    /** A link that waits to become the pointer while a directory is still there. */
    beside: `${current}.cutover`,
    ...booksIn(work),
    ...runsIn(work),
    release: (build: string) => join(releases, build),
    /** The pointer's text: relative, so that the tree can be moved or mounted elsewhere. */
    target: (build: string) => relative(dirname(current), join(releases, build)),
    /** Names in the releases’ directory that are no releases. */
    reserved: [current, join(root, 'shared'), work, join(root, 'bridge')]
      .filter((path) => dirname(path) === releases)
      .map((path) => basename(path)),
  };
}
export type Layout = ReturnType<typeof layout>;

function booksIn(work: string) {
  return {
    lock: join(work, 'lock'),
    /** Only grows: each time the lock changes hands. */
    fence: join(work, 'fence'),
    /** What the run at work means to do; gone when it has ended. */
    journal: join(work, 'journal.jsonl'),
    /** The runs that wait for the lock. */
    queue: join(work, 'queue'),
    records: join(work, 'records.jsonl'),
    pins: join(work, 'pins'),
    pin: (build: string) => join(work, 'pins', build),
    seals: join(work, 'seals'),
    /** What the release held when it was complete: its presence makes a release complete. */
    seal: (build: string) => join(work, 'seals', build),
    /** A mark for every release that got its name and is not complete yet. */
    placing: join(work, 'placing'),
    place: (build: string) => join(work, 'placing', build),
    /** Content of a release that made room for a shared path. */
    aside: (build: string) => join(work, 'aside', build),
  };
}

function runsIn(work: string) {
  return {
    trash: join(work, 'trash'),
    incoming: (run: string) => join(work, 'incoming', run),
    run: (run: string) => join(work, 'runs', run),
    next: (run: string) => join(work, 'runs', run, 'next'),
    /** The links a run stages beside the pointer: on its way, and on its way back. */
    staged: (run: string) => [
      join(work, 'runs', run, 'next'),
      join(work, 'runs', run, 'back', 'next'),
    ],
  };
}
