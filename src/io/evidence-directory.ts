import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Stop } from '../error.ts';
import { sha256 } from './sha256.ts';
import { isSystemError } from './system-error.ts';

/** A file, and how to know it again. */
export interface DigestedFile {
  /** Relative to the directory, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A directory that is being filled, under another name until it is whole. */
export interface Filling {
  /** Where it is meanwhile. */
  readonly directory: string;
  /** Writes a file and gives its digest. */
  write(path: string, text: string): Promise<DigestedFile>;
  /** Every file so far, by path. */
  files(): readonly DigestedFile[];
}

/**
 * Fills a new directory with files that are to be known again. It gets its name when it is whole, so that what a killed
 * run leaves is never taken for evidence. Refuses a name that anything has.
 */
export async function fillEvidence<Came>(
  directory: string,
  named: string,
  fill: (filling: Filling) => Promise<Came>,
): Promise<Came> {
  const refuse = refusing(named);
  const there = await readdir(directory).catch(nothingThere).catch(refuse);
  if (there.length > 0) {
    throw new Stop('usage', `Cannot write evidence into "${named}": it is not empty`, {
      hint: 'Evidence is never written over: name a new directory',
    });
  }
  await mkdir(dirname(directory), { recursive: true }).catch(refuse);
  const meanwhile = await mkdtemp(`${directory}.`).catch(refuse);
  try {
    const came = await fill(fillingIn(meanwhile, refuse));
    await rename(meanwhile, directory).catch(refuse);
    return came;
  } catch (error) {
    await rm(meanwhile, { recursive: true, force: true });
    throw error;
  }
}

function refusing(named: string) {
  return (cause: unknown): never => {
    if (!isSystemError(cause)) throw cause;
    throw new Stop('failed', `Cannot write evidence into "${named}": ${cause.code}`, { cause });
  };
}

function nothingThere(cause: unknown): readonly string[] {
  if (isSystemError(cause) && cause.code === 'ENOENT') return [];
  throw cause;
}

function fillingIn(directory: string, refuse: (cause: unknown) => never): Filling {
  const written = new Map<string, DigestedFile>();
  return {
    directory,
    async write(path, text) {
      const file = join(directory, path);
      await mkdir(dirname(file), { recursive: true }).catch(refuse);
      await writeFile(file, text, { mode: 0o600, flush: true }).catch(refuse);
      const digested = { path, ...digestOf(Buffer.from(text)) };
      written.set(path, digested);
      return digested;
    },
    files: () => [...written.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
  };
}

/** How a file is not as it was when its digest was taken. */
export interface Tampering {
  readonly path: string;
  readonly how: 'changed' | 'missing' | 'added';
}

/** Files of a directory that are not what their digests say, besides `but`. */
export async function tamperings(
  directory: string,
  files: readonly DigestedFile[],
  but: string,
): Promise<readonly Tampering[]> {
  const there = new Set(await filesIn(directory));
  const found: Tampering[] = [];
  for (const { path, sha256 } of files) {
    if (!there.delete(path)) found.push({ path, how: 'missing' });
    else if ((await digestAt(join(directory, path))).sha256 !== sha256)
      found.push({ path, how: 'changed' });
  }
  const added = [...there].filter((path) => path !== but);
  return [...found, ...added.map((path): Tampering => ({ path, how: 'added' }))];
}

/** The digest of a file as it is now. */
export async function digestAt(file: string): Promise<Omit<DigestedFile, 'path'>> {
  return digestOf(await readFile(file));
}

/** A link is no file: what it leads to is not in the directory. */
async function filesIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}

function digestOf(content: Buffer): Omit<DigestedFile, 'path'> {
  return { bytes: content.length, sha256: sha256(content) };
}
