import type { Entry } from './entry.ts';
import type { HostState } from './host-state.ts';

/** Room on a file system. */
export interface Space {
  readonly bytes: number;
  readonly inodes: number;
}

const block = 4096;
/** A row in the manifest and two in the seal. */
const bookkeeping = 512;
const reserve: Space = { bytes: 16 * 1024 * 1024, inodes: 100 };

/**
 * What placing a tree takes. What is `linked` is there already, under another name; directories are there twice while
 * what is linked and what is sent become one.
 */
export function spaceFor(
  entries: readonly Entry[],
  linked: ReadonlySet<string> = new Set(),
): Space {
  const written = entries.filter(({ path }) => !linked.has(path));
  const contents = written.reduce((sum, each) => sum + blocksOf(each), 0);
  const directories = entries.filter(({ type }) => type === 'directory').length;
  return {
    bytes: contents + directories * block + entries.length * bookkeeping,
    inodes: written.length + directories,
  };
}

/** A link’s text lies in its inode. */
function blocksOf(each: Entry): number {
  if (each.type === 'link') return 0;
  return each.type === 'directory' ? block : Math.ceil(each.size / block) * block;
}

/** What must be free before anything is sent: some more than is written, for hooks and what else goes on there. */
export function wanted({ bytes, inodes }: Space): Space {
  if (bytes === 0 && inodes === 0) return { bytes, inodes };
  return { bytes: Math.ceil(bytes * 1.05) + reserve.bytes, inodes: inodes + reserve.inodes };
}

/** What a host has too little of. What it does not say it has enough of: some file systems count no inodes. */
export function shortage(
  { freeBytes, freeInodes }: Pick<HostState, 'freeBytes' | 'freeInodes'>,
  space: Space,
): Space {
  const { bytes, inodes } = wanted(space);
  const countsInodes = freeInodes !== null && freeInodes > 0;
  return {
    bytes: freeBytes === null ? 0 : Math.max(0, bytes - freeBytes),
    inodes: countsInodes ? Math.max(0, inodes - freeInodes) : 0,
  };
}

/** Is it as much as that? */
export function covers(space: Space, needed: Space): boolean {
  return space.bytes >= needed.bytes && space.inodes >= needed.inodes;
}

/** Both together. */
export function plus(a: Space, b: Space): Space {
  return { bytes: a.bytes + b.bytes, inodes: a.inodes + b.inodes };
}

/** No room at all. */
export const noSpace: Space = { bytes: 0, inodes: 0 };
